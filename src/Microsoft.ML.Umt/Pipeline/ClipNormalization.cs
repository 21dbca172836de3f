using TorchSharp;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>From bytes to what an encoder expects: scaled to [0, 1], then mean and standard deviation per colour. Immutable.</summary>
internal sealed class ClipNormalization
{
    private readonly float[] _mean;
    private readonly float[] _std;

    public ClipNormalization(IEnumerable<float> mean, IEnumerable<float> std)
    {
        _mean = [.. mean];
        _std = [.. std];
        if (_mean.Length != 3 || _std.Length != 3)
            throw new ArgumentException("Mean and standard deviation have one value for each of red, green and blue.");
    }

    /// <summary>
    /// Uploads bytes <c>[..., Frames, Size, Size, 3]</c> and normalises them on the device, without waiting for it. All leading dimensions become
    /// one: the result is <c>[clips, 3, Frames, Size, Size]</c> in float32 and belongs to the caller.
    /// </summary>
    public torch.Tensor Apply(torch.Tensor bytes, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var sizes = bytes.shape;
        var (frames, size) = (sizes[^4], sizes[^2]);
        var uploaded = bytes.to(device, non_blocking: true).view(-1, frames, size, size, 3);
        // Copying into a contiguous target transposes, widens and lays out in one pass.
        var clips = torch.empty([uploaded.shape[0], 3, frames, size, size], torch.ScalarType.Float32, device);
        clips.copy_(uploaded.permute(0, 4, 1, 2, 3));
        clips.div_(255);
        for (var colour = 0; colour < 3; colour++)
        {
            // Numbers, not tensors: those would have to be uploaded, and the host would wait for them.
            var plane = clips.select(1, colour);
            plane.sub_(_mean[colour]).div_(_std[colour]);
        }
        return clips.MoveToOuterDisposeScope();
    }
}
