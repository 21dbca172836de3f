using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Featurization;
using Microsoft.ML.Umt.Tests.Pretraining;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>Whole video-text trainings through the trainer, on a tiny model.</summary>
public sealed class VideoTextTrainerTests : IDisposable
{
    private readonly TinyVideoText _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void It_learns_which_words_belong_to_which_videos()
    {
        var options = _tiny.Options();
        (options.Epochs, options.Model) = (60, WithoutDropout());
        using var model = _tiny.Fit(options);
        // Colours seen, clips not.
        MLVideo[] videos = [.. Enumerable.Range(0, 6).Select(colour => TinyVideoText.Clip(colour, seed: 100 + colour))];
        string[] texts = [.. TinyVideoText.Rows(6).Select(row => row.Caption)];
        var vectors = model.EmbedTexts(texts);
        var embeddings = model.EmbedVideos(videos);
        var matches = model.Match(videos, texts, [.. from video in Enumerable.Range(0, 6) from text in Enumerable.Range(0, 6) select (video, text)]);
        var found = string.Concat(Enumerable.Range(0, 6).Select(video => Best(text => Dot(embeddings[video].Values.Span, vectors[text]))));
        // Five of six: by chance one is.
        Assert.True(found.Zip("012345").Count(pair => pair.First == pair.Second) >= 5, found);
        // The matching head learns more slowly; after these few steps it prefers pairs that belong together on average.
        var (right, wrong) = (Enumerable.Range(0, 36).Where(i => i / 6 == i % 6), Enumerable.Range(0, 36).Where(i => i / 6 != i % 6));
        Assert.True(right.Average(i => matches[i].Probability) > wrong.Average(i => matches[i].Probability));

        static int Best(Func<int, float> score) => Enumerable.Range(0, 6).MaxBy(score);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, 1)]
    public void The_loss_falls_with_every_loss(double contrastive, double matching, double language)
    {
        var options = _tiny.Options();
        options.LossWeights = new VideoTextLossWeights { Alignment = 0, Contrastive = contrastive, Matching = matching, MaskedLanguage = language };
        (options.Epochs, options.Model) = (25, WithoutDropout());
        IReadOnlyDictionary<string, double>? parts = null;
        options.MetricsCallback = progress => parts = progress.LossParts;
        var losses = Losses(options);
        Assert.Equal(25, losses.Count);
        Assert.Equal(
            new[] { ("contrastive", contrastive), ("matching", matching), ("masked language", language) }.Where(part => part.Item2 > 0).Select(part => part.Item1).Order(), parts!.Keys.Order());
        Assert.Equal(losses[^1], parts.Values.Sum(), 1e-3);
        Assert.True(losses[^3..].Average() < losses[..3].Average() * 0.97, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Theory]
    [InlineData(TokenMaskKind.Attention)]
    [InlineData(TokenMaskKind.Tube)]
    [InlineData(TokenMaskKind.Random)]
    public void A_teacher_joins_in_and_pictures_stand_among_the_videos(TokenMaskKind mask)
    {
        using var teacher = new TinyPretraining();
        var options = _tiny.Options();
        options.LossWeights = VideoTextLossWeights.Pretraining;
        (options.Teacher, options.VideoMask, options.ImageMask, options.VideoMaskRatio, options.Epochs) = (TinyVideoText.Teacher(teacher), mask, mask, 0.5, 15);
        var rows = TinyVideoText.Rows().Concat(TinyVideoText.Rows(6).Select((row, i) => new CaptionedRow { Video = TinyVideoText.Clip(i, 50 + i, frames: 1), Caption = row.Caption }));
        var steps = 0;
        options.MetricsCallback = progress =>
        {
            Assert.InRange(progress.FlopUtilization!.Value, 1e-12, 2);
            steps = progress.TotalSteps;
        };
        var losses = Losses(options, _tiny.Context.Data.LoadFromEnumerable(rows));
        // Two batches of videos and one of pictures.
        Assert.Equal(3 * 15, steps);
        Assert.True(losses[^3..].Average() < losses[..3].Average(), $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_whatever_the_number_of_workers_and_interruptions()
    {
        byte[] Run(int seed, int workers)
        {
            var options = _tiny.Options();
            (options.Seed, options.Reading.Workers, options.DropPath) = (seed, workers, 0.3);
            return _tiny.Export(options);
        }
        var one = Run(1, 1);
        Assert.Equal(one, Run(1, 3));
        Assert.NotEqual(one, Run(2, 1));

        var options = _tiny.Options();
        using var cancellation = new CancellationTokenSource();
        (options.Seed, options.DropPath, options.WorkspaceFolder, options.CancellationToken) = (1, 0.3, Path.Combine(_tiny.Folder, "work"), cancellation.Token);
        options.CheckpointSteps = 1;
        options.MetricsCallback = progress =>
        {
            if (progress.Epoch == 2 && progress.IsEpochEnd)
                cancellation.Cancel();
        };
        Assert.Throws<OperationCanceledException>(() => _tiny.Fit(options));
        (options.CancellationToken, options.MetricsCallback) = (default, null);
        Assert.Equal(one, _tiny.Export(options));
        options.TextLength = 7;
        Assert.Contains("TextLength was 8 and is now 7", Assert.Throws<TrainingOptionsChangedException>(() => _tiny.Fit(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Native_memory_is_given_back()
    {
        var options = _tiny.Options();
        options.Epochs = 2;
        var view = _tiny.View;
        _tiny.Fit(options, view).Dispose();
        // TorchSharp's count keeps a tensor or two for each network that is made, whatever is done with it.
        var bare = Growth(() => new VideoTextModel(TinyVideoText.Model.Config.ForRetrieval(), seed: 1).Dispose());
        var trained = Growth(() => _tiny.Fit(options, view).Dispose());
        Assert.True(trained <= bare, $"A training left {trained} tensors, a bare model {bare}.");
        using var model = _tiny.Fit(options, view);
        model.Match("a red clip", [TinyVideoText.Clip(0, 1)]);
        Assert.Equal(0, Growth(() =>
        {
            model.EmbedTexts(["a red clip", "very white"]);
            model.EmbedVideos([TinyVideoText.Clip(0, 1)]);
            model.Match("a red clip", [TinyVideoText.Clip(0, 1), TinyVideoText.Clip(1, 1)]);
        }));
    }

    [Fact]
    public void A_frozen_vision_tower_stays_as_it_was()
    {
        var first = _tiny.Options();
        first.Epochs = 1;
        File.WriteAllBytes(Path.Combine(_tiny.Folder, "first.safetensors"), _tiny.Export(first));
        var options = _tiny.Options();
        (options.CheckpointPath, options.FreezeVision) = (Path.Combine(_tiny.Folder, "first.safetensors"), true);
        using var before = Checkpoint.Open(options.CheckpointPath);
        using var stream = new MemoryStream(_tiny.Export(options));
        using var after = SafetensorsFile.Read(stream, "export");
        foreach (var (name, tensor) in before.Tensors)
        {
            using var equal = tensor.eq(after.Tensors[name]).all();
            var same = equal.item<bool>();
            Assert.True(same == (name.StartsWith("vision_encoder.encoder.", StringComparison.Ordinal) || name.EndsWith("position_ids", StringComparison.Ordinal)), name);
        }
    }

    [Fact]
    public void Captions_that_say_nothing_are_left_out_and_several_are_pairs_or_a_paragraph()
    {
        var log = new List<string>();
        _tiny.Context.Log += (_, line) => log.Add(line.Message);
        var rows = TinyVideoText.Rows(6).Append(new CaptionedRow { Video = TinyVideoText.Clip(0, 9), Caption = "?!" }).Append(new CaptionedRow { Video = TinyVideoText.Clip(1, 9) });
        var options = _tiny.Options();
        options.Epochs = 1;
        _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable(rows)).Dispose();
        Assert.Contains(log, line => line.Contains("Row 6 (counted from 0) has no caption", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("2 of 8 rows", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("on 6 pairs", StringComparison.Ordinal));

        var several = _tiny.Context.Data.LoadFromEnumerable(TinyVideoText.Rows(6).Select(row => new { row.Video, Caption = new[] { row.Caption, "very " + row.Caption } }));
        _tiny.Fit(options, several).Dispose();
        Assert.Contains(log, line => line.Contains("on 12 pairs", StringComparison.Ordinal));
        log.Clear();
        options.Captions = CaptionUse.Paragraph;
        _tiny.Fit(options, several).Dispose();
        Assert.Contains(log, line => line.Contains("on 6 pairs", StringComparison.Ordinal));

        var none = _tiny.Context.Data.LoadFromEnumerable([new CaptionedRow { Video = TinyVideoText.Clip(0, 9), Caption = "..." }]);
        Assert.Contains("None of the 1 rows has a caption", Assert.Throws<InvalidOperationException>(() => _tiny.Fit(options, none)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnreadableVideos.Throw)]
    [InlineData(UnreadableVideos.Missing)]
    public void A_video_that_cannot_be_read_is_named_and_its_caption_gets_no_other(UnreadableVideos policy)
    {
        var options = _tiny.Options();
        options.Reading.UnreadableVideos = policy;
        var view = _tiny.Context.Data.LoadFromEnumerable(TinyVideoText.Rows(11).Append(new CaptionedRow { Video = MLVideo.FromFile("/nowhere/absent.mp4"), Caption = "a red clip" }));
        if (policy == UnreadableVideos.Throw)
        {
            var message = Assert.Throws<VideoDecodeException>(() => _tiny.Fit(options, view)).Message;
            Assert.Contains("absent.mp4", message, StringComparison.Ordinal);
            Assert.Contains("row 11", message, StringComparison.Ordinal);
            return;
        }
        var log = new List<string>();
        _tiny.Context.Log += (_, line) => log.Add(line.Message);
        _tiny.Fit(options, view).Dispose();
        Assert.Single(log, line => line.Contains("Row 11", StringComparison.Ordinal) && line.Contains("absent.mp4", StringComparison.Ordinal));
    }

    [Fact]
    public void Batches_without_a_wrong_pair_are_said_to_teach_the_matching_head_nothing()
    {
        var log = new List<string>();
        _tiny.Context.Log += (_, line) => log.Add(line.Message);
        var video = TinyVideoText.Clip(0, 1);
        var options = _tiny.Options();
        options.Epochs = 1;
        _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(_ => new CaptionedRow { Video = video, Caption = "a red clip" }))).Dispose();
        Assert.Contains(log, line => line.Contains("no wrong pair", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused_with_what_to_do()
    {
        void Refused(string message, Action<VideoTextOptions> change)
        {
            var options = _tiny.Options();
            change(options);
            Assert.Contains(message, Assert.ThrowsAny<Exception>(() => _tiny.Context.Umt().Trainers.VideoText(options)).Message, StringComparison.Ordinal);
        }
        Refused("VideoTextOptions.VocabularyPath is not set", options => options.VocabularyPath = null);
        Refused("/nowhere/vocab.txt", options => options.VocabularyPath = "/nowhere/vocab.txt");
        Refused("takes at most 16 tokens", options => options.TextLength = 17);
        Refused("nothing to learn", options => options.LossWeights = new VideoTextLossWeights { Alignment = 0, Contrastive = 0, Matching = 0, MaskedLanguage = 0 });
        Refused("Teacher is not set", options => options.LossWeights = VideoTextLossWeights.Pretraining);
        Refused("Set either CheckpointPath", options => (options.CheckpointPath, options.TextCheckpointPath) = ("a", "b"));
        Refused("30,522", options => options.Model = VideoTextPresets.Get("umt-vt-b16"));
        Assert.Contains("BatchSize must be from 2 to 4096", Assert.Throws<ArgumentOutOfRangeException>(() => _tiny.Options().BatchSize = 1).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_good_citizen()
    {
        var options = _tiny.Options();
        (options.Epochs, options.Seed, options.BatchSize) = (1, 3, 4);
        var load = _tiny.Context.Transforms.LoadVideos("Video", TinyVideos.Folder, "Path");
        var pipeline = load.Append(_tiny.Context.Transforms.CopyColumns("Caption", "Label")).Append(_tiny.Context.Umt().Trainers.VideoText(options));
        EstimatorConformance.Check(_tiny.Context, pipeline, _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows()), _tiny.Context.Data.LoadFromEnumerable([new VideoRow()]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable(TinyVideos.Rows())));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tiny.Fit(options, _tiny.Context.Data.LoadFromEnumerable([new VideoRow { Video = TinyVideoText.Clip(0, 1) }])));
    }

    private static VideoTextPreset WithoutDropout() => TinyVideoText.Model with
    {
        Config = TinyVideoText.Model.Config with { Text = TinyVideoText.Model.Config.Text with { DropRate = 0, AttentionDropRate = 0 } },
    };

    private static long Growth(Action action)
    {
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        action();
        return TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);

    private List<double> Losses(VideoTextOptions options, IDataView? data = null)
    {
        var losses = new List<double>();
        var before = options.MetricsCallback;
        options.MetricsCallback = progress =>
        {
            before?.Invoke(progress);
            if (progress.IsEpochEnd)
                losses.Add(progress.Loss);
        };
        _tiny.Fit(options, data).Dispose();
        return losses;
    }
}
