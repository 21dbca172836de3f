using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The rule by which the fixtures' weights and inputs follow from their names (fixtures' README, "Fill rule").</summary>
internal static class FillRule
{
    public static uint Hash(string name, int seed, uint index) => Mix(index, Crc32.HashToUInt32(Encoding.UTF8.GetBytes($"{name}#{seed}")));

    public static double Unit(uint hash) => 2 * (hash / 4294967296.0) - 1;

    /// <summary>The value of one element of a weight.</summary>
    public static float Weight(string name, long[] shape, int seed, uint index) => Value(name, shape)(Unit(Hash(name, seed, index)));

    public static Tensor Weights(string name, long[] shape) => Make(name, shape, Value(name, shape));

    public static Tensor Input(string name, params long[] shape) => Make(name, shape, unit => (float)(unit * 1.5));

    /// <summary>Fills every parameter of a module; a generated position table keeps its values.</summary>
    public static void Fill(nn.Module module, bool keepPositions)
    {
        using var _ = no_grad();
        foreach (var (name, target) in module.state_dict())
        {
            if (keepPositions && name == "pos_embed")
                continue;
            using var value = Weights(name, target.shape);
            target.copy_(value);
        }
    }

    private static Tensor Make(string name, long[] shape, Func<double, float> value)
    {
        var made = zeros(shape);
        uint crc = Crc32.HashToUInt32(Encoding.UTF8.GetBytes($"{name}#{FixtureData.Manifest.Seed}"));
        var target = MemoryMarshal.Cast<byte, float>(made.bytes);
        for (int i = 0; i < target.Length; i++)
            target[i] = value(Unit(Mix((uint)i, crc)));
        return made;
    }

    private static uint Mix(uint index, uint crc)
    {
        unchecked
        {
            uint h = index * 2654435761u + crc;
            h = (h ^ (h >> 16)) * 0x85ebca6bu;
            h = (h ^ (h >> 13)) * 0xc2b2ae35u;
            return h ^ (h >> 16);
        }
    }

    private static Func<double, float> Value(string name, long[] shape)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        double fanIn = shape.Skip(1).Aggregate(1.0, (product, size) => product * size);
        if (shape.Length == 0)
            return _ => 0.07f;
        if (shape.Length >= 2)
        {
            double scale = name.Contains("embed") ? 0.05 : shape.Length == 2 && last == "proj" ? Math.Sqrt(3.0 / shape[0]) : Math.Sqrt(3 / fanIn);
            return unit => (float)(unit * scale);
        }
        if (last.Contains("embed"))
            return unit => (float)(unit * 0.05);
        return last.EndsWith("weight", StringComparison.Ordinal) ? unit => (float)(1 + 0.1 * unit) : unit => (float)(0.1 * unit);
    }
}
