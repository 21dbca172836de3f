using System.Text.Json;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>Small helpers on clips for the transform tests.</summary>
internal static class Clips
{
    public static float[] Three(JsonElement config, string name) => config.GetProperty(name).EnumerateArray().Select(e => e.GetSingle()).ToArray();

    /// <summary>uint8 <c>[T,H,W,3]</c> to normalised float <c>[3,T,H,W]</c>, the layout of the fixtures' outputs.</summary>
    public static float[] Normalise(byte[] clip, int frames, int height, int width, float[] mean, float[] std)
    {
        var result = new float[clip.Length];
        var plane = frames * height * width;
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                result[c * plane + i] = (clip[i * 3 + c] / 255f - mean[c]) / std[c];
        }
        return result;
    }

    public static int MaxDifference(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
    }

    public static float MaxDifference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
    }

    public static byte[] Random(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
