using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Pretraining;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>A video-text training small enough to run in a second: two towers, a vocabulary of a dozen words, eight clips of one colour each.</summary>
internal sealed class TinyVideoText : IDisposable
{
    public static readonly string[] Words = ["red", "green", "blue", "grey", "white", "dark", "clip", "a", "is", "##s", "very", "not"];

    public static readonly VideoTextPreset Model = new()
    {
        Name = "tiny-video-text",
        Description = "Two blocks of vision, three layers of text.",
        Config = new VideoTextConfig
        {
            Vision = new VideoTransformerConfig { ImageSize = 32, PatchSize = 8, Frames = 2, Width = 24, Depth = 2, Heads = 2, Positions = PositionTable.Plain },
            Text = new BertConfig { Width = 24, Depth = 3, Heads = 2, HiddenWidth = 48, FusionLayer = 2, MaxTokens = 16 },
            EmbeddingWidth = 16,
        },
    };

    private static readonly (string Name, byte R, byte G, byte B)[] Colours =
        [("red", 220, 20, 20), ("green", 20, 200, 30), ("blue", 20, 20, 220), ("grey", 128, 128, 128), ("white", 250, 250, 250), ("dark", 15, 15, 15)];

    public readonly MLContext Context = new(seed: 1);

    public TinyVideoText() => File.WriteAllLines(VocabularyPath, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Words]);

    public string Folder { get; } = Directory.CreateTempSubdirectory("umt-video-text-").FullName;

    public string VocabularyPath => Path.Combine(Folder, "vocab.txt");

    public IDataView View => Context.Data.LoadFromEnumerable(Rows());

    /// <summary>Rows of the colours in turn, each clip with noise of its own.</summary>
    public static IEnumerable<CaptionedRow> Rows(int count = 12) =>
        Enumerable.Range(0, count).Select(i => new CaptionedRow { Video = Clip(i % Colours.Length, i), Caption = $"a {Colours[i % Colours.Length].Name} clip" });

    public static MLVideo Clip(int colour, int seed, int frames = 5)
    {
        const int height = 40, width = 48;
        var (name, r, g, b) = Colours[colour];
        var pixels = new byte[frames * height * width * 3];
        var random = new Random(seed);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var noise = random.Next(-15, 16);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (Shifted(r, noise), Shifted(g, noise), Shifted(b, noise));
        }
        return MLVideo.FromFrames(pixels, frames, height, width, 25, $"{name} {seed}");

        static byte Shifted(byte value, int noise) => (byte)Math.Clamp(value + noise, 0, 255);
    }

    public VideoQuestionAnsweringOptions QuestionOptions() => new()
    {
        Model = Model,
        VocabularyPath = VocabularyPath,
        QuestionLength = 8,
        AnswerLength = 5,
        TopAnswers = 3,
        WarmupEpochs = 1,
        BatchSize = 6,
        LearningRate = 3e-3,
        DropPath = 0,
        Precision = ComputePrecision.Float32,
        Reading = { Workers = 2 },
    };

    public VideoTextOptions Options() => new()
    {
        Model = Model,
        VocabularyPath = VocabularyPath,
        TextLength = 8,
        Epochs = 3,
        WarmupEpochs = 1,
        BatchSize = 6,
        // Several clips have one colour.
        SameWhen = PairIdentity.Caption,
        LearningRate = 3e-3,
        DropPath = 0,
        Precision = ComputePrecision.Float32,
        Reading = { Workers = 2 },
    };

    public VideoTextTransformer Fit(VideoTextOptions options, IDataView? data = null) => Context.Umt().Trainers.VideoText(options).Fit(data ?? View);

    /// <summary>A teacher with made-up weights.</summary>
    public static ImageTeacherSource Teacher(TinyPretraining tiny) => tiny.Options().Teacher!;

    /// <summary>The bytes of the exported checkpoint of a fit.</summary>
    public byte[] Export(VideoTextOptions options)
    {
        using var model = Fit(options);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.safetensors");
        model.SaveCheckpoint(path);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
