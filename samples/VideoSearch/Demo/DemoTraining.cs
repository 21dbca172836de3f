using Microsoft.ML;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;

namespace VideoSearch.Demo;

/// <summary>Trains a small video-text model on clips that are drawn for it in memory: from nothing, in a few minutes on a CPU.</summary>
internal static class DemoTraining
{
    private const int BatchSize = 24;

    private static readonly VideoTextPreset Model = new()
    {
        Name = "shapes",
        Description = "Coloured shapes that move.",
        Config = new VideoTextConfig
        {
            // Every token sees four frames: what moves is plain to it, and learned much sooner than from tokens of single frames.
            Vision = new VideoTransformerConfig
            {
                ImageSize = DrawnVideo.ImageSize,
                Frames = 16,
                TubeletSize = 4,
                Width = 128,
                Depth = 3,
                Heads = 4,
                Positions = PositionTable.Plain,
            },
            Text = new BertConfig { Width = 128, Depth = 3, Heads = 4, HiddenWidth = 256, FusionLayer = 2, MaxTokens = 16, DropRate = 0, AttentionDropRate = 0 },
            EmbeddingWidth = 64,
        },
        Mean = [0.5f, 0.5f, 0.5f],
        Std = [0.5f, 0.5f, 0.5f],
    };

    /// <summary>Trains and saves.</summary>
    /// <param name="modelPath">The .zip to write.</param>
    /// <param name="plan">How much it learns.</param>
    /// <param name="seed">Clips and training follow from it.</param>
    /// <param name="gpu">Number of the GPU; null for the CPU.</param>
    /// <param name="progress">Told about once a second how far it is.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public static void Run(string modelPath, TrainingPlan plan, int seed, int? gpu, Action<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(modelPath)!;
        string vocabulary = Path.Combine(folder, "vocab.txt");
        File.WriteAllLines(vocabulary, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. ShapeWords.All]);

        var mlContext = new MLContext(seed) { GpuDeviceId = gpu };
        var data = mlContext.Data.LoadFromEnumerable(ShapeClip.Draw(plan.Rounds, seed).Select(clip => new CaptionedVideo { Video = DrawnVideo.Of(clip), Caption = clip.Caption }).ToList());
        var trainer = mlContext.Umt().Trainers.VideoText(new VideoTextOptions
        {
            Model = Model,
            VocabularyPath = vocabulary,
            TextLength = 12,
            // Several clips have the same caption: they are no counterexamples of each other.
            SameWhen = PairIdentity.Caption,
            // "Left" is not left any more in a mirror.
            Flip = false,
            SmallestCrop = 0.8,
            Epochs = plan.Epochs,
            BatchSize = BatchSize,
            LearningRate = 1.5e-3,
            Precision = ComputePrecision.Float32,
            WarmupEpochs = Math.Min(2, plan.Epochs / 2.0),
            DropPath = 0,
            MaxGradientNorm = 1,
            MetricsCallback = progress,
            CancellationToken = cancellationToken,
        });
        using var model = trainer.Fit(data);
        string unfinished = modelPath + ".part";
        mlContext.Model.Save(model, null, unfinished);
        File.Move(unfinished, modelPath, overwrite: true);
    }
}
