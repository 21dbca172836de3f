using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>What <see cref="VideoTrainingDepth.Full"/> and <see cref="VideoTrainingDepth.Adapter"/> need beyond the options that all depths share.</summary>
public sealed class VideoFinetuningOptions
{
    /// <summary>
    /// Factor on the learning rate from one block to the one below it, more than 0 and at most 1. Default null: 0.75 for pretrained encoders (0.85 from 24
    /// blocks on), 1 for random ones and for adapters.
    /// </summary>
    public double? LayerDecay { get; set => field = OptionGuard.InRange(value, 1e-3, 1); }

    /// <summary>Epochs over which the learning rate rises to its full value, 0 to 1000. Default null: a tenth of the epochs, 5 at most.</summary>
    public double? WarmupEpochs { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>
    /// Whether the learning rates are for a step of 256 clips and are scaled to the clips of a step: batch size x <see cref="AccumulationSteps"/> x
    /// <see cref="RepeatedAugmentation"/> / 256, as recipes state them. Default false: they are taken as they are.
    /// </summary>
    public bool ScaleLearningRate { get; set; }

    /// <summary>The learning rate at the end of the training, 0 to 10; never above the highest one. Default 1e-6.</summary>
    public double MinimumLearningRate { get; set => field = OptionGuard.InRange(value, 0, 10); } = 1e-6;

    /// <summary>The learning rate at the beginning of the warm-up, 0 to 10; never above the highest one. Default 1e-6.</summary>
    public double WarmupLearningRate { get; set => field = OptionGuard.InRange(value, 0, 10); } = 1e-6;

    /// <summary>
    /// Clips that are made of a video each time it is decoded, the same frames augmented anew, 1 to 64. They are learned from together: a batch then holds
    /// this many times <see cref="VideoClassificationOptions.BatchSize"/> clips. Default 1.
    /// </summary>
    public int RepeatedAugmentation { get; set => field = OptionGuard.InRange(value, 1, 64); } = 1;

    /// <summary>Probability of skipping the last block in training, rising from 0 at the first; 0 to 0.9. Default 0.1.</summary>
    public double DropPath { get; set => field = OptionGuard.InRange(value, 0, 0.9); } = 0.1;

    /// <summary>Dropout before the head, 0 to 0.9. Default 0.</summary>
    public double HeadDropout { get; set => field = OptionGuard.InRange(value, 0, 0.9); }

    /// <summary>Longest gradient (L2 norm) that is not shortened, 1e-6 to 1e6. Default null: none is.</summary>
    public double? MaxGradientNorm { get; set => field = OptionGuard.InRange(value, 1e-6, 1e6); }

    /// <summary>Batches whose gradients are added up before each step, 1 to 4096: a larger batch without its memory. Default 1.</summary>
    public int AccumulationSteps { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 1;

    /// <summary>Share of the old average that each step keeps when averaged weights are validated and kept, 0 to 0.999999. Default null: no average.</summary>
    public double? AverageDecay { get; set => field = OptionGuard.InRange(value, 0, 0.999999); }

    /// <summary>
    /// Whether to start from the checkpoint's classification head, for the same classes in the same order. A head of Kinetics-710 serves Kinetics-400 as it
    /// is, other subsets through <see cref="HeadRowsFile"/>. Default false: a new head.
    /// </summary>
    public bool KeepHead { get; set; }

    /// <summary>
    /// With <see cref="KeepHead"/>, a JSON file with the list of the head's rows to take, one for each class, such as the authors' <c>label_mixto600.json</c>.
    /// Default null: all rows.
    /// </summary>
    public string? HeadRowsFile { get; set => field = OptionGuard.NullOrNamed(value); }

    /// <summary>Whether validation looks at one clip from the middle of each video, whatever scoring looks at: quicker, a little pessimistic. Default false.</summary>
    public bool SingleViewValidation { get; set; }

    /// <summary>Leading blocks whose activations are computed again instead of kept, 0 to 1000: less memory, more time. Default 0.</summary>
    public int CheckpointedBlocks { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>
    /// Bytes of decoded frames that are kept in memory, so that small data sets are decoded once and not in every epoch; 0 keeps none. Default 1 GiB.
    /// </summary>
    public long FrameCacheBytes { get; set => field = OptionGuard.InRange(value, 0, 1L << 44); } = 1L << 30;

    internal VideoFinetuningOptions Clone() => (VideoFinetuningOptions)MemberwiseClone();
}
