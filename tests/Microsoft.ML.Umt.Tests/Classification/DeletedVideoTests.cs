using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Tests.Conformance;

namespace Microsoft.ML.Umt.Tests.Classification;

/// <summary>A video that vanishes while a finetuning is in the middle of an epoch.</summary>
public sealed class DeletedVideoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-deleted-").FullName;
    private readonly MLContext _context = new(seed: 1);
    private readonly List<string> _warnings = [];

    public DeletedVideoTests()
    {
        _context.Log += (_, line) =>
        {
            if (line.Kind == ChannelMessageKind.Warning)
                _warnings.Add(line.Message);
        };
        for (var i = 0; i < 6; i++)
            File.Copy(Path.Combine(TinyVideos.Folder, $"{i % 4}.mp4"), Video(i));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_ends_the_training_by_name_and_the_training_goes_on_when_it_is_back()
    {
        var whole = Fit(Options(null));
        var error = Assert.Throws<VideoDecodeException>(() => Fit(Options("work", Delete)));
        Assert.Contains(Video(5), error.Message, StringComparison.Ordinal);
        Assert.Contains("row 5", error.Message, StringComparison.Ordinal);
        // The steps that were taken in the second epoch are not lost.
        var checkpoint = Path.GetFileName(Assert.Single(Directory.EnumerateFiles(Path.Combine(_folder, "work"), "checkpoint-*")));
        Assert.InRange(int.Parse(checkpoint.AsSpan("checkpoint-".Length, 9)), 2, 3);
        File.Copy(Path.Combine(TinyVideos.Folder, "1.mp4"), Video(5));
        Assert.Equal(whole, Fit(Options("work")));
    }

    [Fact]
    public void It_is_left_out_with_one_warning_where_that_was_chosen()
    {
        var options = Options("work", Delete);
        options.Reading.UnreadableVideos = UnreadableVideos.Missing;
        Fit(options);
        var warning = Assert.Single(_warnings, text => text.Contains(Video(5), StringComparison.Ordinal));
        Assert.Contains("Row 5", warning, StringComparison.Ordinal);
    }

    private string Video(int number) => Path.Combine(_folder, $"{number}.mp4");

    private void Delete(TrainingProgress progress)
    {
        if (progress is { IsEpochEnd: true, Epoch: 1 })
            File.Delete(Video(5));
    }

    private VideoClassificationOptions Options(string? workspace, Action<TrainingProgress>? callback = null)
    {
        var options = Classes.Full(epochs: 2);
        (options.BatchSize, options.Finetuning.FrameCacheBytes, options.MetricsCallback) = (2, 0, callback);
        // Two of an epoch's three batches for a step, random numbers in the network: wherever it ends, nothing of a begun step may remain.
        (options.Finetuning.AccumulationSteps, options.Finetuning.DropPath) = (2, 0.3);
        options.WorkspaceFolder = workspace is null ? null : Path.Combine(_folder, workspace);
        options.KeptCheckpoints = 1;
        options.Reading.Workers = 1;
        options.Reading.PrefetchBatches = 1;
        return options;
    }

    private byte[] Fit(VideoClassificationOptions options)
    {
        var rows = Enumerable.Range(0, 6).Select(i => new Classes.Row { Label = i % 2 == 0 ? "dawn" : "dusk", Video = MLVideo.FromFile(Video(i)) });
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, rows));
        return Finetuning.Bytes(model);
    }
}
