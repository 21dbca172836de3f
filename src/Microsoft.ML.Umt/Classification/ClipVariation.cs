using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// One random way in which the same event could have been filmed: other light and colours, other framing, a camera that shakes, a noisy sensor. Light,
/// colours and framing stay the same throughout the clip; shake and noise change from frame to frame. For one clip, on one thread.
/// </summary>
internal sealed class ClipVariation
{
    private const double Contrast = 0.35, Brightness = 25, Tint = 0.15, MiddleGrey = 110;
    private const double Reframing = 0.12;
    private const double Shake = 0.8, Noise = 5;

    private readonly Random _random;
    private readonly byte[][] _tones;
    private readonly double _left, _right, _top, _bottom;
    private readonly double _shake;
    private readonly NoiseTable _noise;

    private ClipVariation(Random random)
    {
        _random = random;
        var contrast = random.NextUniform(1 - Contrast, 1 + Contrast);
        var brightness = random.NextUniform(-Brightness, Brightness);
        _tones = [.. Enumerable.Range(0, 3).Select(_ => ToneCurve(contrast * random.NextUniform(1 - Tint, 1 + Tint), brightness))];
        _left = random.NextUniform(-Reframing, Reframing);
        _right = random.NextUniform(-Reframing, Reframing);
        _top = random.NextUniform(-Reframing, Reframing);
        _bottom = random.NextUniform(-Reframing, Reframing);
        _shake = random.NextUniform(0, Shake);
        _noise = new NoiseTable(random, random.NextUniform(0, Noise));
    }

    /// <summary>
    /// The variation of a clip. It follows from the seed and the clip's first frame, so that the same clip varies the same way wherever it is met, and two clips
    /// vary differently.
    /// </summary>
    public static ClipVariation Draw(int seed, ReadOnlySpan<byte> firstFrame)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(firstFrame, hash);
        return new ClipVariation(SampleSeed.Random(BinaryPrimitives.ReadInt32LittleEndian(hash), epoch: 0, seed));
    }

    /// <summary>Varies frames <c>[T,H,W,3]</c>; beyond their borders the outermost pixels go on.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, FrameSize size, Span<byte> destination)
    {
        for (var t = 0; t < count; t++)
        {
            var columns = EdgeTaps.Of(size.Width, _left, _right, _shake * _random.NextGaussian());
            var rows = EdgeTaps.Of(size.Height, _top, _bottom, _shake * _random.NextGaussian());
            var frame = t * size.RgbBytes;
            Apply(frames.Slice(frame, size.RgbBytes), size.Width * 3, columns, rows, destination.Slice(frame, size.RgbBytes));
        }
    }

    private void Apply(ReadOnlySpan<byte> frame, int stride, EdgeTaps columns, EdgeTaps rows, Span<byte> destination)
    {
        for (var y = 0; y < rows.Count; y++)
        {
            var upper = frame.Slice(rows.First[y] * stride, stride);
            var lower = frame.Slice(rows.Second[y] * stride, stride);
            var down = rows.Weight[y];
            var line = destination.Slice(y * stride, stride);
            for (var x = 0; x < columns.Count; x++)
            {
                int first = columns.First[x] * 3, second = columns.Second[x] * 3;
                var across = columns.Weight[x];
                for (var colour = 0; colour < 3; colour++)
                {
                    var top = upper[first + colour] + across * (upper[second + colour] - upper[first + colour]);
                    var bottom = lower[first + colour] + across * (lower[second + colour] - lower[first + colour]);
                    line[x * 3 + colour] = _tones[colour][(int)(top + down * (bottom - top) + 0.5f)];
                }
            }
            _noise.AddTo(line);
        }
    }

    private static byte[] ToneCurve(double contrast, double brightness) =>
        [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp((value - MiddleGrey) * contrast + MiddleGrey + brightness, byte.MinValue, byte.MaxValue))];
}
