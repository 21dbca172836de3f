namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Interrupted pretrainings: bit-equal ends, changed options, lost folders.</summary>
public sealed class PretrainingResumeTests : IDisposable
{
    private readonly TinyPretraining _tiny = new();

    private string Work => Path.Combine(_tiny.Folder, "work");

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(PretrainingObjective.Alignment)]
    [InlineData(PretrainingObjective.PixelReconstruction)]
    public void A_resumed_pretraining_ends_with_the_same_bytes(PretrainingObjective objective)
    {
        var options = Options(objective);
        var whole = _tiny.Export(options);
        var files = Directory.EnumerateFiles(Work, "*.safetensors").Order().ToArray();
        // Two batches of three of eight videos an epoch, four epochs.
        Assert.Equal(8, files.Length);
        foreach (var last in (int[])[0, 2, 5])
        {
            options.WorkspaceFolder = Path.Combine(_tiny.Folder, $"from-{last}");
            Directory.CreateDirectory(options.WorkspaceFolder);
            File.Copy(files[last], Path.Combine(options.WorkspaceFolder, Path.GetFileName(files[last])));
            Assert.Equal(whole, _tiny.Export(options));
        }
        options.WorkspaceFolder = null;
        Assert.Equal(whole, _tiny.Export(options));
    }

    [Fact]
    public void Options_that_change_the_numbers_must_stay()
    {
        var options = Options(PretrainingObjective.Alignment);
        _tiny.Fit(options).Dispose();
        options.MaskRatio = 0.75;
        var error = Assert.Throws<TrainingOptionsChangedException>(() => _tiny.Fit(options));
        Assert.Equal(["MaskRatio was 0.5 and is now 0.75"], error.Changes);
        options.MaskRatio = 0.5;
        var fewer = _tiny.Context.Data.TakeRows(_tiny.View, 7);
        Assert.StartsWith("Videos was 8 ", Assert.Single(Assert.Throws<TrainingOptionsChangedException>(() => _tiny.Fit(options, fewer)).Changes), StringComparison.Ordinal);
        options.Reading.Decode.ScaleShortSide = 64;
        Assert.StartsWith("Decode was short side as stored", Assert.Single(Assert.Throws<TrainingOptionsChangedException>(() => _tiny.Fit(options)).Changes), StringComparison.Ordinal);
        options.Reading.Decode.ScaleShortSide = null;
        var teacher = options.Teacher!;
        options.Teacher = ImageTeacherSource.FromClip(teacher.CheckpointPath, TinyPretraining.Clip, ownStatistics: true);
        Assert.Contains("CLIP's statistics", Assert.Single(Assert.Throws<TrainingOptionsChangedException>(() => _tiny.Fit(options)).Changes), StringComparison.Ordinal);
        options.Teacher = teacher;
        // What only concerns speed may change.
        options.Reading.Workers = 3;
        options.CheckpointedBlocks = 1;
        _tiny.Fit(options).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_named()
    {
        File.WriteAllText(Path.Combine(_tiny.Folder, "file"), "");
        var options = Options(PretrainingObjective.Alignment);
        options.WorkspaceFolder = Path.Combine(_tiny.Folder, "file", "work");
        Assert.Contains(options.WorkspaceFolder, Assert.Throws<TrainingCheckpointException>(() => _tiny.Fit(options)).Message, StringComparison.Ordinal);
    }

    private MaskedTeacherOptions Options(PretrainingObjective objective)
    {
        var options = _tiny.Options();
        (options.Objective, options.DropPath, options.AverageDecay, options.WorkspaceFolder, options.CheckpointSteps, options.KeptCheckpoints) =
            (objective, 0.3, 0.9, Work, 1, 100);
        return options;
    }
}
