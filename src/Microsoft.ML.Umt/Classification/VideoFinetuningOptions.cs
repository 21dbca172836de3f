using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>What <see cref="VideoTrainingDepth.Full"/> needs beyond the options that both depths share.</summary>
public sealed class VideoFinetuningOptions
{
    /// <summary>
    /// Factor on the learning rate from one block to the one below it, more than 0 and at most 1. Default null: 0.75 for pretrained encoders (0.85 from 24
    /// blocks on), 1 for random ones.
    /// </summary>
    public double? LayerDecay { get; set => field = OptionGuard.InRange(value, 1e-3, 1); }

    /// <summary>Epochs over which the learning rate rises to its full value, 0 to 1000. Default null: a tenth of the epochs, 5 at most.</summary>
    public double? WarmupEpochs { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>Probability of skipping the last block in training, rising from 0 at the first; 0 to 0.9. Default 0.1.</summary>
    public double DropPath { get; set => field = OptionGuard.InRange(value, 0, 0.9); } = 0.1;

    /// <summary>Dropout before the head, 0 to 0.9. Default 0.</summary>
    public double HeadDropout { get; set => field = OptionGuard.InRange(value, 0, 0.9); }

    /// <summary>Longest gradient (L2 norm) that is not shortened, 1e-6 to 1e6. Default null: none is.</summary>
    public double? MaxGradientNorm { get; set => field = OptionGuard.InRange(value, 1e-6, 1e6); }

    /// <summary>Batches whose gradients are added up before each step, 1 to 4096: a larger batch without its memory. Default 1.</summary>
    public int AccumulationSteps { get; set => field = OptionGuard.InRange(value, 1, 4096); } = 1;

    /// <summary>Leading blocks whose activations are computed again instead of kept, 0 to 1000: less memory, more time. Default 0.</summary>
    public int CheckpointedBlocks { get; set => field = OptionGuard.InRange(value, 0, 1000); }

    /// <summary>
    /// Bytes of decoded frames that are kept in memory, so that small data sets are decoded once and not in every epoch; 0 keeps none. Default 1 GiB.
    /// </summary>
    public long FrameCacheBytes { get; set => field = OptionGuard.InRange(value, 0, 1L << 44); } = 1L << 30;

    internal VideoFinetuningOptions Clone() => (VideoFinetuningOptions)MemberwiseClone();
}
