using System.Text;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>The draws of the sampling fixtures: the lowest, middle or highest value, or the fixtures' hash.</summary>
internal sealed class FixtureDraw(string rule, int seed) : IFrameDraw
{
    public List<int> Values { get; } = [];

    public int Next(int low, int high)
    {
        var value = rule switch
        {
            "min" => low,
            "max" => high,
            "mid" => (low + high) / 2,
            "hash" => low + (int)Math.Floor(UnitHash($"draw.{Values.Count}", 0) * (high - low + 1)),
            _ => throw new ArgumentException($"Unknown draw rule '{rule}'."),
        };
        Values.Add(value);
        return value;
    }

    public int[] Permutation(int count) => rule == "hash" ? [.. Enumerable.Range(0, count).OrderBy(i => UnitHash("perm", i))] : [.. Enumerable.Range(0, count)];

    private double UnitHash(string name, uint element)
    {
        unchecked
        {
            var h = (element * 2654435761u) + Crc32(Encoding.UTF8.GetBytes($"{name}#{seed}"));
            h = (h ^ (h >> 16)) * 0x85ebca6bu;
            h = (h ^ (h >> 13)) * 0xc2b2ae35u;
            h ^= h >> 16;
            return h / 4294967296.0;
        }
    }

    private double UnitHash(string name, int element) => UnitHash(name, (uint)element);

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
