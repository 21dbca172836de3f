using System.Globalization;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt;

/// <summary>The image model that teaches, and where its weights lie. Immutable. Nothing is ever downloaded.</summary>
public sealed class ImageTeacherSource
{
    private static readonly float[] ClipMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] ClipStd = [0.26862954f, 0.26130258f, 0.27577711f];

    private readonly ClipVisionConfig? _clip;
    private readonly ModelPreset? _image;
    private readonly bool _ownStatistics;

    private ImageTeacherSource(string name, string path, ClipVisionConfig? clip, ModelPreset? image, bool ownStatistics)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (Name, CheckpointPath, _clip, _image, _ownStatistics) = (name, path, clip, image, ownStatistics);
    }

    /// <summary>Name of the model, such as <c>clip-b16</c>.</summary>
    public string Name { get; }

    /// <summary>File with the weights.</summary>
    public string CheckpointPath { get; }

    /// <summary>Everything about the teacher that decides the numbers of a training, as text; the folder of its weights does not.</summary>
    internal string Identity
    {
        get
        {
            var statistics = _image is { } image ? string.Join(' ', image.Mean.Concat(image.Std).Select(value => value.ToString("R", CultureInfo.InvariantCulture))) : _ownStatistics ? "CLIP's statistics" : "ImageNet's statistics";
            return string.Create(CultureInfo.InvariantCulture, $"{Name} from {Path.GetFileName(CheckpointPath)}, {_clip as object ?? _image!.Image}, {statistics}");
        }
    }

    /// <summary>Blocks of the teacher.</summary>
    internal int Depth => _clip?.Depth ?? _image!.Image!.Depth;

    /// <summary>
    /// CLIP's visual encoder, UMT's own teacher. Reads OpenAI's files, the authors' extracted ones (<c>vit_b16.pth</c>), open_clip's, Hugging Face's and timm's.
    /// </summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="model">
    /// <c>clip-b16</c>, <c>clip-l14</c> or <c>clip-l14-336</c> for OpenAI's weights, whoever packed them; <c>openclip-b16</c> or <c>openclip-l14</c> for
    /// weights of open_clip's own trainings (LAION, DataComp), which have another activation.
    /// </param>
    /// <param name="ownStatistics">Whether frames are normalised with CLIP's mean and deviation. False takes ImageNet's, as in the authors' code.</param>
    /// <exception cref="ArgumentException">The path is empty, or there is no such model.</exception>
    public static ImageTeacherSource FromClip(string path, string model = "clip-b16", bool ownStatistics = false) =>
        new(model, path, ClipConfig(model), null, ownStatistics);

    /// <summary>A CLIP visual encoder of any size; its image size follows the student's grid of patches, its layers the trainer's options.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="config">Width, depth, heads, patch size and output width.</param>
    /// <param name="ownStatistics">Whether frames are normalised with CLIP's mean and deviation. False takes ImageNet's, as in the authors' code.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static ImageTeacherSource FromClip(string path, ClipVisionConfig config, bool ownStatistics = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new("clip", path, config, null, ownStatistics);
    }

    /// <summary>A class-token image transformer of timm's layout, such as DeiT, DINO or augreg. It sees frames with its own normalisation.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="model">Name of an image model, see <see cref="ModelPresets"/>; for example <c>vit-ti16-augreg</c>.</param>
    /// <exception cref="ArgumentException">The path is empty, or there is no such image model.</exception>
    public static ImageTeacherSource FromImageModel(string path, string model) => FromImageModel(path, ModelPresets.Get(model));

    /// <summary>A class-token image transformer of timm's layout with a description of your own.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="model">Sizes and normalisation.</param>
    /// <exception cref="ArgumentException">The path is empty, or the model is not an image model.</exception>
    public static ImageTeacherSource FromImageModel(string path, ModelPreset model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Image is null
            ? throw new ArgumentException($"'{model.Name}' is a video model; a teacher sees single frames.", nameof(model))
            : new(model.Name, path, null, model, ownStatistics: true);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} from {CheckpointPath}";

    /// <summary>Loads the teacher, on the CPU, with the student's grid of patches: its image size and position table follow.</summary>
    /// <param name="student">Sizes and normalisation of the student.</param>
    /// <param name="layers">Layers handed out.</param>
    /// <param name="interval">Distance between them.</param>
    /// <param name="norm">How features are scaled.</param>
    /// <param name="log">Receives what was loaded.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">The file cannot be read or does not fit.</exception>
    internal IImageTeacher Load(ModelPreset student, int layers, double interval, FeatureNorm norm, Action<string> log)
    {
        if (!File.Exists(CheckpointPath))
            throw new FileNotFoundException($"There is no checkpoint '{CheckpointPath}' for the teacher {Name}. Weights are never downloaded: get the file from its publisher.", CheckpointPath);
        var grid = student.Video!.GridHeight;
        if (_clip is { } clip)
        {
            var module = new ClipVisionTransformer(clip with { ImageSize = grid * clip.PatchSize, ReturnedLayers = layers, LayerInterval = interval, FeatureNorm = norm });
            return new ClipTeacher(Fill(module, log), Statistics(student, ClipMean, ClipStd));
        }
        var config = _image!.Image! with { ImageSize = grid * _image.Image.PatchSize, Classes = 0 };
        return new ImageTransformerTeacher(Fill(new ImageTransformer(config, seed: 0), log), layers, interval, norm, Statistics(student, _image.Mean, _image.Std));
    }

    private static ClipVisionConfig ClipConfig(string model) => model switch
    {
        "clip-b16" => ClipVisionConfig.B16,
        "clip-l14" => ClipVisionConfig.L14,
        "clip-l14-336" => ClipVisionConfig.L14At336,
        "openclip-b16" => ClipVisionConfig.B16 with { QuickGelu = false },
        "openclip-l14" => ClipVisionConfig.L14 with { QuickGelu = false },
        _ => throw new ArgumentException($"There is no CLIP teacher '{model}'. Known: clip-b16, clip-l14, clip-l14-336, openclip-b16, openclip-l14; describe others by a {nameof(ClipVisionConfig)}.", nameof(model)),
    };

    // Without its own, CLIP gets ImageNet's, whatever the student has: that is what the authors' students, and so their CLIP, see.
    private TeacherStatistics Statistics(ModelPreset student, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        var (wantedMean, wantedStd) = _ownStatistics ? (mean, std) : (ImageNetStatistics.Mean, ImageNetStatistics.Std);
        return student.Mean.SequenceEqual(wantedMean) && student.Std.SequenceEqual(wantedStd)
            ? TeacherStatistics.AsStudent
            : new TeacherStatistics(student.Mean, student.Std, wantedMean, wantedStd);
    }

    private T Fill<T>(T module, Action<string> log) where T : nn.Module
    {
        try
        {
            log($"Teacher: {CheckpointLoader.Load(module, CheckpointPath)}");
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }
}
