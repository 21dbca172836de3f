using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>A whole video transformer trained from augmented clips with layer decay, drop path, warm-up and cosine.</summary>
public sealed class EndToEndTrainingTests
{
    private const int Epochs = 20;

    private static readonly VideoTransformerConfig Config = new()
    {
        ImageSize = MotionClips.Side,
        PatchSize = 8,
        Frames = MotionClips.Frames,
        Width = 32,
        Depth = 2,
        Heads = 2,
        Classes = 2,
        DropPathRate = 0.1,
        HeadInitScale = 1,
    };

    private static VideoTransformer Train(int epochs, ScalarType precision = ScalarType.Float32)
    {
        var transform = new TrainTransform(new TrainTransformOptions
        {
            Size = MotionClips.Side,
            Crop = new RandomResizedCrop(SmallestArea: 0.8),
            FlipProbability = 0,
            Erasing = new RandomErasing(0.1),
        });
        var clips = new MotionClips(64, batchSize: 8, seed: 5, transform);
        var model = new VideoTransformer(Config, seed: 11);
        var groups = ParameterGroups.Build(model.named_parameters(), weightDecay: 0.05, new LayerDecay(0.75, Config.Depth));
        using var optimizer = new AdamW(groups);
        var options = new TrainingLoopOptions
        {
            Epochs = epochs,
            LearningRate = CosineSchedule.ForEpochs(4e-3, 1e-5, Epochs, clips.BatchesPerEpoch, warmupEpochs: 1),
            MaxGradientNorm = 1,
            Precision = precision,
            Seed = 5,
        };
        new TrainingLoop<TensorBatch>(new ClassificationTask(model, labelSmoothing: 0.1), optimizer, options).Run(clips);
        return model;
    }

    [Fact]
    public void LearnsTheDirectionOfMotion()
    {
        using var model = Train(Epochs);
        Assert.True(Accuracy(model) >= 0.9, $"{Accuracy(model)}");
    }

    [Fact]
    public void MixedPrecisionTakesNearlyTheSameSteps()
    {
        using var full = Train(1);
        using var mixed = Train(1, ScalarType.BFloat16);
        Assert.All(mixed.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        var distances = Toy.Weights(full).Zip(Toy.Weights(mixed), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.True(distances.Max() > 0, "bfloat16 was not used");
        Assert.InRange(distances.Average(), 0, 2e-3);
    }

    [Fact]
    public void RepeatsExactlyThoughSomethingElseDrawsRandomNumbers()
    {
        using var first = Train(1);
        using (rand(1000))
        {
            using var second = Train(1);
            Assert.Equal(Toy.Weights(first), Toy.Weights(second));
        }
    }

    private static double Accuracy(VideoTransformer model)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var totals = new RunningTotals();
        foreach (var batch in new MotionClips(200, batchSize: 50, seed: 1).Epoch(0, CancellationToken.None))
        {
            using (batch)
                totals.Add(0, 50, ClassificationTask.Hits(model.call(batch.Inputs), batch.Labels).ToDictionary(hit => hit.Key, hit => (double)hit.Value.item<float>()));
        }
        return totals.Mean(MetricNames.Top1)!.Value;
    }
}
