using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Tests.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class FinetuningTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Adapters_learn_order_in_time_on_a_network_that_stays()
    {
        var options = Classes.Full(epochs: 12);
        options.Depth = VideoTrainingDepth.Adapter;
        options.LearningRate = 1e-2;
        var log = new List<string>();
        _context.Log += (_, line) => log.Add(line.Message);
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, 16));
        Check(model);
        Assert.Contains(log, line => line.Contains("Adapters of rank 8: ", StringComparison.Ordinal));

        // A plain network: saved, loaded and scored like any other.
        using var stream = new MemoryStream();
        _context.Model.Save(model, Classes.View(_context, 2).Schema, stream);
        using var loaded = (VideoClassificationTransformer)new MLContext().Model.Load(stream, out _);
        Check(loaded);

        static void Check(VideoClassificationTransformer model) => Assert.All(
            Classes.Rows(10, seed: 5).Zip(model.Predict([.. Classes.Rows(10, seed: 5).Select(row => row.Video!)])), pair => Assert.Equal(pair.First.Label, pair.Second.Label));
    }

    [Fact]
    public void Reports_tell_utilisation_and_memory()
    {
        var options = Classes.Full();
        var reports = new List<TrainingProgress>();
        options.MetricsCallback = reports.Add;
        Classes.Trainer(_context, options).Fit(Classes.View(_context, 8)).Dispose();
        var flops = (Featurization.TinyEncoder.Video.Video! with { Classes = 2 }).EstimateFlops();
        Assert.All(reports, report =>
        {
            Assert.InRange(report.FlopUtilization!.Value, 1e-9, 2);
            Assert.Equal(report.ClipsPerSecond, report.FlopsPerSecond!.Value / (3 * flops), report.ClipsPerSecond * 1e-9);
            Assert.InRange(report.MemoryBytes!.Value, 1L << 24, 1L << 42);
            Assert.Contains(" MFU ", report.ToString().Replace('(', ' '), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Event_files_are_written_where_the_options_say()
    {
        var folder = Directory.CreateTempSubdirectory("umt-events-").FullName;
        try
        {
            var options = Classes.Full();
            (options.TensorBoardFolder, options.ValidationFraction) = (folder, 0.25);
            Classes.Trainer(_context, options).Fit(Classes.View(_context, 16)).Dispose();
            var tags = EventFile.ReadAll(folder).Where(entry => entry.Summary is not null).SelectMany(entry => entry.Summary.Value).Select(value => value.Tag).ToHashSet();
            Assert.Superset(new HashSet<string> { "loss/step", "loss/epoch", "opt/gradient_norm", "perf/flop_utilization", "validation/loss", "accuracy/top1" }, tags);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Repeated_clips_have_the_same_frames_and_changes_of_their_own()
    {
        var video = Classes.Video(true, 3);
        byte[] Read(int copies, double smallestCrop, int seed = 5)
        {
            var transform = new TrainTransform(new TrainTransformOptions { Size = 32, RandAugment = null, Crop = new RandomResizedCrop(smallestCrop), FlipProbability = 0, Erasing = null, Statistics = ChannelStatistics.ImageNet });
            var reader = new TrainingClipReader(new FFMpegVideoDecoder(), new FrameSamplingOptions { FrameCount = 4 }.CreateTrainingSampler(), 4, transform, ClipStreams.Frames, copies);
            Assert.Equal(copies, reader.Shape.Views);
            var bytes = new byte[reader.Shape.Bytes];
            reader.Read(video, seed, bytes, CancellationToken.None);
            return bytes;
        }
        var one = Read(1, 0.3);
        var three = Read(3, 0.3).Chunk(one.Length).ToArray();
        // More copies do not change the first one.
        Assert.Equal(one, three[0]);
        Assert.NotEqual(three[0], three[1]);
        Assert.NotEqual(three[1], three[2]);
        Assert.Equal(three[2], Read(3, 0.3).Chunk(one.Length).Last());
        Assert.NotEqual(one, Read(1, 0.3, seed: 6));
        // The light of a frame tells which one it is: the same frames in every copy.
        Assert.All(three, copy => Assert.All(copy.Chunk(copy.Length / 4).Zip(three[0].Chunk(copy.Length / 4)), pair => Assert.Equal(pair.Second.Average(value => value), pair.First.Average(value => value), 3.0)));
    }

    [Theory]
    [InlineData(4, 1, 1, 1e-3, 1e-3 * 4 / 256)]
    [InlineData(4, 2, 3, 1e-3, 1e-3 * 24 / 256)]
    [InlineData(128, 2, 1, null, 1e-3)]
    [InlineData(1, 1, 1, null, 5e-5)]
    public void The_learning_rate_counts_every_clip_of_a_step(int batch, int accumulation, int copies, double? rate, double expected)
    {
        var options = Classes.Full();
        options.Encoder = VideoEncoderSource.FromCheckpoint("weights.pth", Featurization.TinyEncoder.Video);
        (options.BatchSize, options.LearningRate) = (batch, rate);
        (options.Finetuning.AccumulationSteps, options.Finetuning.RepeatedAugmentation, options.Finetuning.ScaleLearningRate) = (accumulation, copies, rate is not null);
        var settings = ClassifierSettings.Of(options, NetworkDefinition.Of(options.Encoder.Preset, 4, null, 2), ["a", "b"]);
        Assert.Equal(expected, new FinetuningPlan(options, settings).LearningRate, 1e-12);
        options.Finetuning.ScaleLearningRate = false;
        Assert.Equal(rate ?? expected, new FinetuningPlan(options, settings).LearningRate, 1e-12);
    }
}
