using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Featurization;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>A pretraining small enough to run in a second: student, teachers with made-up weights, eight clips of noise.</summary>
internal sealed class TinyPretraining : IDisposable
{
    public static readonly ModelPreset Student = new()
    {
        Name = "tiny-student",
        Description = "Three blocks, four frames of 32 px in 4 x 4 patches.",
        Video = new VideoTransformerConfig { ImageSize = 32, PatchSize = 8, Frames = 4, Width = 24, Depth = 3, Heads = 3 },
    };

    public static readonly ClipVisionConfig Clip = new() { ImageSize = 16, PatchSize = 4, Width = 16, Depth = 4, Heads = 2, OutputWidth = 12, ReturnedLayers = 2 };

    public static readonly ModelPreset Image = new()
    {
        Name = "tiny-image-teacher",
        Description = "Two blocks.",
        Image = new ImageTransformerConfig { ImageSize = 24, PatchSize = 8, Width = 20, Depth = 2, Heads = 2, Classes = 7 },
        Mean = [0.5f, 0.5f, 0.5f],
        Std = [0.5f, 0.5f, 0.5f],
    };

    public readonly MLContext Context = new(seed: 1);

    public string Folder { get; } = Directory.CreateTempSubdirectory("umt-pretraining-").FullName;

    public IReadOnlyList<MLVideo> Videos { get; } = [.. Enumerable.Range(0, 8).Select(seed => TinyVideos.InMemory(seed))];

    public IDataView View => Context.Data.LoadFromEnumerable(Videos.Select(video => new VideoRow { Video = video }));

    public MaskedTeacherOptions Options() => new()
    {
        Student = Student,
        Teacher = ImageTeacherSource.FromClip(Saved("clip", () => Filled(new ClipVisionTransformer(Clip))), Clip),
        MaskRatio = 0.5,
        Epochs = 4,
        BatchSize = 3,
        LearningRate = 0.3,
        DropPath = 0,
        Precision = ComputePrecision.Float32,
        Reading = { Workers = 2 },
    };

    public ImageTeacherSource ImageTeacher() =>
        ImageTeacherSource.FromImageModel(Saved("image", () => Filled(new ImageTransformer(Image.Image!, seed: 3))), Image);

    public MaskedTeacherTransformer Fit(MaskedTeacherOptions options, IDataView? data = null) => Context.Umt().Trainers.MaskedTeacher(options).Fit(data ?? View);

    /// <summary>The bytes of the exported checkpoint of a fit.</summary>
    public byte[] Export(MaskedTeacherOptions options)
    {
        using var model = Fit(options);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.safetensors");
        model.SaveCheckpoint(path);
        return File.ReadAllBytes(path);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Fresh numbers for every weight, the same in every run.</summary>
    public static T Filled<T>(T module) where T : nn.Module
    {
        using var noGrad = no_grad();
        using var random = new Generator(5, CPU);
        foreach (var (name, tensor) in module.named_parameters())
            tensor.uniform_(-0.3, 0.3, random).add_(tensor.dim() == 1 && name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0);
        return module;
    }

    private string Saved(string name, Func<nn.Module> create)
    {
        var path = Path.Combine(Folder, name + ".safetensors");
        if (File.Exists(path))
            return path;
        using var module = create();
        SafetensorsFile.Write(path, module.state_dict());
        return path;
    }
}
