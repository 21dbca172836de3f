using System.Collections.Frozen;

namespace Microsoft.ML.Umt;

/// <summary>Every finetuning recipe that the library knows by name. Thread-safe.</summary>
public static class FinetuningRecipes
{
    private const int Gpus = 16;

    /// <summary>All recipes: those of the authors, then small ones.</summary>
    public static IReadOnlyList<FinetuningRecipe> All { get; } =
    [
        Base("umt-b16-k710", "umt-b16", "k710", batch: 16, copies: 2, epochs: 35, warmup: 2, rate: 2e-4),
        Large("umt-l16-k710", "umt-l16", "k710", batch: 16, copies: 2, epochs: 20, warmup: 2, rate: 1e-4, recomputed: 12),
        FromK710(Base("umt-b16-k400", "umt-b16-k710", "k400", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 2e-5)),
        FromK710(Base("umt-b16-k600", "umt-b16-k710", "k600", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 2e-5)),
        FromK710(Base("umt-b16-k700", "umt-b16-k710", "k700", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 2e-5)),
        FromK710(Large("umt-l16-k400", "umt-l16-k710", "k400", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 1e-5, recomputed: 12)),
        FromK710(Large("umt-l16-k600", "umt-l16-k710", "k600", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 1e-5, recomputed: 12)),
        FromK710(Large("umt-l16-k700", "umt-l16-k710", "k700", batch: 16, copies: 2, epochs: 5, warmup: 1, rate: 1e-5, recomputed: 12)),
        // Their scripts test one crop; the published table says three.
        FromK710(Frames16("umt-l16-f16-k400", "k400")),
        FromK710(Frames16("umt-l16-f16-k600", "k600")),
        FromK710(Frames16("umt-l16-f16-k700", "k700")),
        Base("umt-b16-mit", "umt-b16-k400", "mit-v1", batch: 32, copies: 1, epochs: 40, warmup: 5, rate: 1e-4),
        Large("umt-l16-mit", "umt-l16-k400", "mit-v1", batch: 32, copies: 1, epochs: 20, warmup: 5, rate: 1e-4, recomputed: 12),
        Base("umt-b16-384-mit", "umt-b16-k400", "mit-v1", batch: 16, copies: 1, epochs: 4, warmup: 1, rate: 1e-5) with { ImageSize = 384, WeightDecay = 0.1, CheckpointedBlocks = 8 },
        Large("umt-l16-384-mit", "umt-l16-k400", "mit-v1", batch: 8, copies: 1, epochs: 4, warmup: 1, rate: 1e-5, recomputed: 18) with { ImageSize = 384, WeightDecay = 0.1, TestSegments = 6 },
        Base("umt-b16-ssv2", "umt-b16", "ssv2", batch: 16, copies: 2, epochs: 30, warmup: 5, rate: 2e-4),
        Large("umt-l16-ssv2", "umt-l16", "ssv2", batch: 16, copies: 2, epochs: 14, warmup: 4, rate: 4e-4, recomputed: 12),
        new()
        {
            Name = "umt-b16-small",
            Description = "A pretrained UMT-B/16 end to end on one GPU, for hundreds to thousands of videos of your own.",
            Model = "umt-b16",
            StartsFrom = "umt-b16",
            BatchSize = 8,
            Processes = 4,
            RepeatedAugmentation = 2,
            Epochs = 30,
            WarmupEpochs = 3,
            LearningRate = 1e-3,
            DropPath = 0.1,
            LayerDecay = 0.75,
            CheckpointedBlocks = 6,
        },
        new()
        {
            Name = "umt-b16-adapter",
            Description = "Adapters on a pretrained UMT-B/16, for one small GPU and tens to thousands of videos of your own.",
            Model = "umt-b16",
            StartsFrom = "umt-b16",
            Depth = VideoTrainingDepth.Adapter,
            BatchSize = 8,
            Epochs = 30,
            WarmupEpochs = 2,
            // 256 / 8 times 1e-3: what adapters want does not shrink with the batch.
            LearningRate = 3.2e-2,
            DropPath = 0,
            LayerDecay = 1,
        },
        new()
        {
            Name = "umt-xs16-scratch",
            Description = "The quickest network from random weights on a CPU, for simple motion.",
            Model = "umt-xs16",
            Frames = 16,
            ImageSize = 64,
            BatchSize = 8,
            Epochs = 30,
            WarmupEpochs = 3,
            LearningRate = 3.2e-2,
            DropPath = 0,
            LayerDecay = 1,
            // What protects large networks from learning by heart keeps a small one from learning at all.
            Augmentation = () => new ClipAugmentationOptions { Flip = false, SmallestCrop = 0.5, RandAugmentOperations = 0, RandomErasing = 0, Mixup = 0, CutMix = 0 },
        },
    ];

    private static readonly FrozenDictionary<string, FinetuningRecipe> ByName = All.ToFrozenDictionary(recipe => recipe.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The recipe of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such recipe; the message lists the names there are.</exception>
    public static FinetuningRecipe Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var recipe)
            ? recipe
            : throw new ArgumentException($"There is no finetuning recipe '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }

    private static FinetuningRecipe Base(string name, string startsFrom, string protocol, int batch, int copies, int epochs, double warmup, double rate) =>
        Published(name, "umt-b16", startsFrom, protocol, batch, copies, epochs, warmup, rate) with { DropPath = 0.1, LayerDecay = 0.75 };

    private static FinetuningRecipe Large(string name, string startsFrom, string protocol, int batch, int copies, int epochs, double warmup, double rate, int recomputed) =>
        Published(name, "umt-l16", startsFrom, protocol, batch, copies, epochs, warmup, rate) with { DropPath = 0.2, LayerDecay = 0.85, CheckpointedBlocks = recomputed };

    private static FinetuningRecipe Frames16(string name, string protocol) =>
        Large(name, "umt-l16-k710", protocol, batch: 8, copies: 2, epochs: 5, warmup: 1, rate: 1e-5, recomputed: 16) with { Frames = 16, TestCrops = 1 };

    private static FinetuningRecipe FromK710(FinetuningRecipe recipe) => recipe with { KeepsHead = true, NeedsHeadRows = recipe.Protocol != "k400" };

    private static FinetuningRecipe Published(string name, string model, string startsFrom, string protocol, int batch, int copies, int epochs, double warmup, double rate) => new()
    {
        Name = name,
        Description = $"The authors' finetuning of {startsFrom} on {ClassificationProtocols.Get(protocol).DataSet}: {Gpus} GPUs of {batch} videos, here accumulated on one.",
        Model = model,
        StartsFrom = startsFrom,
        Protocol = protocol,
        BatchSize = batch,
        Processes = Gpus,
        RepeatedAugmentation = copies,
        Epochs = epochs,
        WarmupEpochs = warmup,
        LearningRate = rate,
        DropPath = 0,
        LayerDecay = 1,
    };
}
