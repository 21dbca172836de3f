using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// The fast forward of an image network with class tokens as a teacher: the patch features of several layers, where they are wanted, and the class
/// token's attention in the last one. Built once from a module's weights and independent of it afterwards. Thread-safe. Dispose when no call is running.
/// </summary>
internal sealed class TeacherEncoder : IDisposable
{
    private readonly EncoderKernels _kernels;
    private readonly TokenEncoder _tokens;
    private readonly Norm _norm;
    private readonly ILinear? _projection;
    private readonly int[] _layers;
    private readonly FeatureNorm _featureNorm;

    private TeacherEncoder(EncoderWeights weights, LinearWeights? projection, int[] layers, FeatureNorm featureNorm, EncoderKernels kernels)
    {
        (_kernels, _layers, _featureNorm) = (kernels, layers, featureNorm);
        _tokens = new TokenEncoder(weights, kernels);
        _norm = kernels.Norm(weights.FinalNorm);
        _projection = projection is null ? null : kernels.Linear(projection, weights.Grid.Patches);
        ImageSize = weights.Grid.Height;
    }

    /// <summary>The side of a frame, in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Where it computes and where results lie.</summary>
    public Device Device => _kernels.Device;

    /// <summary>The type that it computes in.</summary>
    public ScalarType Precision => _kernels.Type;

    /// <summary>CLIP's visual encoder: layers, interval and scaling as its configuration says; features are projected.</summary>
    /// <param name="module">Not kept.</param>
    /// <param name="precision">Float32 is the module to 1e-5; bfloat16 has a cosine above 0.9999 to it; float16 is for GPUs.</param>
    /// <param name="device">Where to compute.</param>
    public static TeacherEncoder Of(ClipVisionTransformer module, ScalarType precision, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var projection = new LinearWeights(module.proj.t(), null);
        return new TeacherEncoder(
            EncoderWeights.From(module), projection, module.Config.ReturnedBlocks, module.Config.FeatureNorm, EncoderKernels.Choose(precision, device));
    }

    /// <summary>A class-token image transformer: the final norm on every layer, no projection.</summary>
    /// <param name="module">Not kept.</param>
    /// <param name="layers">Block indices in ascending order.</param>
    /// <param name="featureNorm">How features are scaled.</param>
    /// <param name="precision">As for CLIP.</param>
    /// <param name="device">Where to compute.</param>
    public static TeacherEncoder Of(ImageTransformer module, int[] layers, FeatureNorm featureNorm, ScalarType precision, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new TeacherEncoder(EncoderWeights.From(module), null, layers, featureNorm, EncoderKernels.Choose(precision, device));
    }

    /// <summary>Looks at every frame and describes the tokens that are asked for.</summary>
    /// <param name="clips">Float32 <c>[B, 3, T, S, S]</c>, normalised as the network expects, S being <see cref="ImageSize"/>.</param>
    /// <param name="choose">
    /// Is given how much the class token attends to each patch, <c>[B·T, P]</c> in float32, and names the wanted tokens of each clip: indices
    /// <c>[B, n]</c> by time, row, column, on the device. Its result stays its own. Called once.
    /// </param>
    /// <returns>Features <c>[K, B, n, C]</c> in float32, shallow layers first; the caller's.</returns>
    public Tensor Encode(Tensor clips, Func<Tensor, Tensor> choose)
    {
        Modeling.InputGuard.AnyClips(clips);
        using var noGrad = no_grad();
        // The types are chosen here; mixed precision would widen every norm.
        using var pause = new AutocastPause(Device.type);
        using var scope = NewDisposeScope();
        var frames = clips.transpose(1, 2).flatten(0, 1).unsqueeze(2);
        var tokens = _tokens.EncodeLayers(frames, _layers, attention => Rows(choose(attention), clips.shape[2], attention.shape[1]));
        var features = Project(tokens);
        return features.view(_layers.Length, clips.shape[0], -1, features.shape[^1]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _norm.Dispose();
        _projection?.Dispose();
    }

    /// <summary>The rows of wanted tokens among those of all frames, where a class token stands before each frame's patches.</summary>
    private static Tensor Rows(Tensor wanted, long frames, long patches)
    {
        using var scope = NewDisposeScope();
        var firstFrames = (arange(wanted.shape[0], dtype: ScalarType.Int64, device: wanted.device) * frames).unsqueeze(1);
        var frame = wanted.div(patches, RoundingMode.floor);
        return (((firstFrames + frame) * (patches + 1)) + 1 + wanted - (frame * patches)).flatten().MoveToOuterDisposeScope();
    }

    /// <summary>Tokens <c>[K, rows, D]</c> to features <c>[K · rows, C]</c> in float32.</summary>
    private Tensor Project(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var normed = _norm.Forward(tokens.flatten(0, 1));
        var projected = _projection is null ? normed : _projection.Forward(normed);
        return FeatureScaling.Apply(projected.to_type(ScalarType.Float32), _featureNorm).MoveToOuterDisposeScope();
    }
}
