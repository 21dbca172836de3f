using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>
/// What the teachers have in common: statistics and size of the frames, and the fast encoder that does the looking. A teacher's forward pass is more
/// than half of a training step, so it never goes through the module that the weights were loaded into. Owns the module.
/// </summary>
internal abstract class ImageTeacher(nn.Module module, TeacherStatistics statistics) : IImageTeacher
{
    private TeacherEncoder? _encoder;

    public abstract int FeatureWidth { get; }

    public abstract double FlopsPerFrame { get; }

    public void MoveTo(Device device, ScalarType precision = ScalarType.Float32)
    {
        _encoder?.Dispose();
        _encoder = CreateEncoder(device, precision);
    }

    public (Tensor Features, Tensor Tokens) Look(Tensor clips, Func<Tensor, Tensor> choose)
    {
        if (_encoder is null)
            MoveTo(CPU);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var frames = FrameScaling.Bicubic(statistics.Apply(clips), _encoder!.ImageSize);
        Tensor? tokens = null;
        var features = _encoder.Encode(frames, attention =>
        {
            // Out of the encoder's scope and into this one, which also frees it if the encoder fails.
            tokens = choose(attention).DetachFromDisposeScope();
            scope.Attach(tokens);
            return tokens;
        });
        return (features.MoveToOuterDisposeScope(), tokens!.MoveToOuterDisposeScope());
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        module.Dispose();
    }

    /// <summary>Copies the module's weights into an encoder.</summary>
    protected abstract TeacherEncoder CreateEncoder(Device device, ScalarType precision);
}
