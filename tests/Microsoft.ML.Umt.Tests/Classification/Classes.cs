using Microsoft.ML.Umt.Tests.Featurization;

namespace Microsoft.ML.Umt.Tests.Classification;

/// <summary>Two classes of small videos in memory that any classifier can tell apart, and options that train on them in moments.</summary>
internal static class Classes
{
    public sealed class Row
    {
        public string Label { get; set; } = "";

        public MLVideo? Video { get; set; }
    }

    public const int Frames = 6, Height = 36, Width = 44;

    /// <summary>Noise that gets brighter ("dawn") or darker ("dusk"): the same pictures in opposite order.</summary>
    public static MLVideo Video(bool dawn, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[Frames * Height * Width * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var time = i / (Height * Width * 3);
            var light = dawn ? time : Frames - 1 - time;
            pixels[i] = (byte)(20 + 35 * light + random.Next(30));
        }
        return MLVideo.FromFrames(pixels, Frames, Height, Width, 10, $"{(dawn ? "dawn" : "dusk")} {seed}");
    }

    public static IEnumerable<Row> Rows(int count, int seed = 0) =>
        Enumerable.Range(0, count).Select(i => new Row { Label = i % 2 == 0 ? "dawn" : "dusk", Video = Video(i % 2 == 0, 1000 * seed + i) });

    /// <summary>Rows with a key label.</summary>
    public static IDataView View(MLContext context, IEnumerable<Row> rows)
    {
        var view = context.Data.LoadFromEnumerable(rows);
        var names = context.Data.LoadFromEnumerable(new[] { new { Name = "dawn" }, new { Name = "dusk" } });
        return context.Transforms.Conversion.MapValueToKey("Label", keyData: names).Fit(view).Transform(view);
    }

    public static IDataView View(MLContext context, int count, int seed = 0) => View(context, Rows(count, seed));

    public static VideoClassificationOptions Head() => new()
    {
        Encoder = VideoEncoderSource.FromScratch(TinyEncoder.Video),
        Precision = ComputePrecision.Float32,
        BatchSize = 3,
        Head = new VideoHeadOptions { Segments = 2 },
        Reading = new VideoReadingOptions { Workers = 2 },
    };

    public static VideoClassificationOptions Full(int epochs = 2) => new()
    {
        Encoder = VideoEncoderSource.FromScratch(TinyEncoder.Video),
        Depth = VideoTrainingDepth.Full,
        Precision = ComputePrecision.Float32,
        Epochs = epochs,
        BatchSize = 4,
        LearningRate = 3e-3,
        Augmentation = ClipAugmentationOptions.None,
        Finetuning = new VideoFinetuningOptions { DropPath = 0 },
        Reading = new VideoReadingOptions { Workers = 2 },
    };

    public static VideoClassificationTrainer Trainer(MLContext context, VideoClassificationOptions options) =>
        context.MulticlassClassification.Trainers.VideoClassification(options);
}
