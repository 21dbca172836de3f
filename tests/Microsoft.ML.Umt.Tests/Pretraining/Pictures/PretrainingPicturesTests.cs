using Microsoft.ML.Umt.Pretraining.Pictures;

namespace Microsoft.ML.Umt.Tests.Pretraining.Pictures;

public sealed class PretrainingPicturesTests : IDisposable
{
    private const int Frames = 4, Patches = 16, Enlarged = 128, Gap = 4;

    private readonly TinyPretraining _tiny = new();

    [Theory]
    [InlineData(TokenMaskKind.Attention)]
    [InlineData(TokenMaskKind.Tube)]
    public void A_mask_shows_as_many_tokens_as_the_options_say(TokenMaskKind mask)
    {
        var options = _tiny.Options();
        options.Mask = mask;
        using var pictures = new PretrainingPictures(options);

        var seen = Seen(Mask(pictures, seed: 3));

        // Half of the sixteen patches of every frame; a tube is the same in all.
        Assert.All(seen, frame => Assert.Equal(Patches / 2, frame.Count));
        Assert.Equal(mask == TokenMaskKind.Tube, seen.All(frame => frame.SequenceEqual(seen[0])));
    }

    [Fact]
    public void A_seed_repeats_a_mask()
    {
        using var pictures = new PretrainingPictures(_tiny.Options());

        Assert.Equal(Mask(pictures, seed: 1).Pixels, Mask(pictures, seed: 1).Pixels);
        Assert.NotEqual(Mask(pictures, seed: 1).Pixels, Mask(pictures, seed: 2).Pixels);
    }

    [Fact]
    public void The_teachers_attention_is_drawn()
    {
        var options = _tiny.Options();
        options.Teacher = _tiny.ImageTeacher();
        using var pictures = new PretrainingPictures(options);

        pictures.SaveTeacherAttention(_tiny.Videos[0], PathOf("attention.png"));

        var picture = PngReading.Read(File.ReadAllBytes(PathOf("attention.png")));
        Assert.Equal(((Frames * (Enlarged + Gap)) + Gap, (2 * (Enlarged + Gap)) + Gap), (picture.Width, picture.Height));
    }

    [Fact]
    public void Pixels_have_masks_but_no_attention()
    {
        var options = _tiny.Options();
        options.Objective = PretrainingObjective.PixelReconstruction;
        using var pictures = new PretrainingPictures(options);

        Assert.All(Seen(Mask(pictures, seed: 1)), frame => Assert.Equal(Patches / 2, frame.Count));
        Assert.Throws<InvalidOperationException>(() => pictures.SaveTeacherAttention(_tiny.Videos[0], PathOf("none.png")));
    }

    [Fact]
    public void A_disposed_one_draws_nothing()
    {
        var pictures = new PretrainingPictures(_tiny.Options());
        pictures.Dispose();
        pictures.Dispose();

        Assert.Throws<ObjectDisposedException>(() => pictures.SaveMask(_tiny.Videos[0], PathOf("late.png")));
    }

    [Fact]
    public void A_training_leaves_its_pictures_in_folder_and_event_files()
    {
        var options = _tiny.Options();
        options.PictureFolder = PathOf("pictures");
        options.TensorBoardFolder = PathOf("events");
        var losses = new List<double>();
        options.MetricsCallback = progress =>
        {
            if (progress.IsEpochEnd)
                losses.Add(progress.Loss);
        };

        _tiny.Fit(options).Dispose();

        string[] expected = [.. Enumerable.Range(1, 4).SelectMany(number => new[] { $"attention-{number}.png", $"mask-{number}.png" }), "loss.png", "loss.txt"];
        Assert.Equal(expected.Order(), Directory.GetFiles(options.PictureFolder).Select(Path.GetFileName).Order());
        Assert.Equal(losses, File.ReadLines(Path.Combine(options.PictureFolder, "loss.txt")).Select(double.Parse));
        Assert.Equal(LossCurve.Draw(losses).Pixels, PngReading.Read(File.ReadAllBytes(Path.Combine(options.PictureFolder, "loss.png"))).Pixels);
        var events = Directory.GetFiles(options.TensorBoardFolder).Select(File.ReadAllBytes).ToList();
        var mask = File.ReadAllBytes(Path.Combine(options.PictureFolder, "mask-1.png"));
        Assert.Contains(events, file => file.AsSpan().IndexOf(mask) >= 0);
        Assert.Contains(events, file => file.AsSpan().IndexOf("loss/epoch"u8) >= 0);
    }

    [Fact]
    public void A_resumed_training_goes_on_with_its_curve()
    {
        var options = _tiny.Options();
        options.PictureFolder = PathOf("pictures");
        options.WorkspaceFolder = PathOf("workspace");
        options.CheckpointSteps = 1;
        using var cancel = new CancellationTokenSource();
        options.CancellationToken = cancel.Token;
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 2 })
                cancel.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => _tiny.Fit(options));
        options.CancellationToken = default;
        options.MetricsCallback = null;

        _tiny.Fit(options).Dispose();

        var whole = _tiny.Options();
        whole.PictureFolder = PathOf("whole");
        whole.Seed = 1;
        _tiny.Fit(whole).Dispose();
        Assert.Equal(File.ReadAllLines(Path.Combine(whole.PictureFolder, "loss.txt")), File.ReadAllLines(Path.Combine(options.PictureFolder, "loss.txt")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_does_not_end_a_training()
    {
        File.WriteAllText(PathOf("a-file"), "");
        var options = _tiny.Options();
        options.PictureFolder = PathOf("a-file");
        var warnings = new List<string>();
        _tiny.Context.Log += (_, line) => warnings.Add(line.Message);

        _tiny.Fit(options).Dispose();

        Assert.Contains(warnings, line => line.Contains("picture", StringComparison.Ordinal) && line.Contains("a-file", StringComparison.Ordinal));
    }

    public void Dispose() => _tiny.Dispose();

    private string PathOf(string name) => Path.Combine(_tiny.Folder, name);

    private Picture Mask(PretrainingPictures pictures, int seed)
    {
        pictures.SaveMask(_tiny.Videos[0], PathOf("mask.png"), seed);
        return PngReading.Read(File.ReadAllBytes(PathOf("mask.png")));
    }

    /// <summary>The patches of each frame that are drawn below as they are above.</summary>
    private static List<List<int>> Seen(Picture picture) =>
    [
        .. Enumerable.Range(0, Frames).Select(frame => Enumerable.Range(0, Patches).Where(patch =>
        {
            var (x, y) = (Gap + (frame * (Enlarged + Gap)) + (patch % 4 * Enlarged / 4), Gap + (patch / 4 * Enlarged / 4));
            return Enumerable.Range(0, Enlarged / 4).All(i => picture.At(x + i, y + i) == picture.At(x + i, y + i + Enlarged + Gap));
        }).ToList()),
    ];
}
