using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The tests' own fill rule against its worked values, bit for bit.</summary>
public class FillRuleTests
{
    private static readonly int Seed = FixtureData.Manifest.Seed;

    [Fact]
    public void Worked_values_are_bit_exact()
    {
        foreach (var check in FixtureData.Json("fill/fill_check.json").EnumerateArray())
        {
            string name = check.GetProperty("name").GetString()!;
            switch (check.TryGetProperty("kind", out var kind) ? kind.GetString() : "weight")
            {
                case "mask":
                    CheckMask(name, check);
                    break;
                case "integer":
                    CheckIntegers(name, check);
                    break;
                case "byte":
                    Assert.Equal(check.GetProperty("value").GetUInt32(), FillRule.Hash(name, Seed, check.GetProperty("index").GetUInt32()) >> 24);
                    break;
                default:
                    CheckValue(name, check);
                    break;
            }
        }
    }

    private static void CheckValue(string name, JsonElement check)
    {
        uint index = check.GetProperty("index").GetUInt32();
        Assert.Equal(check.GetProperty("hash").GetUInt32(), FillRule.Hash(name, Seed, index));
        Assert.Equal(check.GetProperty("unit").GetDouble(), FillRule.Unit(FillRule.Hash(name, Seed, index)));
        if (name.StartsWith("input.", StringComparison.Ordinal) || !check.TryGetProperty("bits", out var bits))
            return;
        long[] shape = [.. check.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        uint found = BitConverter.SingleToUInt32Bits(FillRule.Weight(name, shape, Seed, index));
        Assert.Equal(bits.GetString(), found.ToString("x8", CultureInfo.InvariantCulture));
    }

    private static void CheckIntegers(string name, JsonElement check)
    {
        var (low, high) = (check.GetProperty("low").GetInt64(), check.GetProperty("high").GetInt64());
        long[] expected = [.. check.GetProperty("values").EnumerateArray().Select(value => value.GetInt64())];
        Assert.Equal(expected, expected.Select((_, i) => low + ((FillRule.Hash(name, Seed, (uint)i) * (high - low)) >> 32)));
    }

    private static void CheckMask(string name, JsonElement check)
    {
        var (columns, visible) = (check.GetProperty("columns").GetInt32(), check.GetProperty("visible_per_row").GetInt32());
        int row = 0;
        foreach (var masked in check.GetProperty("masked").EnumerateArray())
        {
            var hashes = Enumerable.Range(0, columns).Select(column => FillRule.Hash(name, Seed, (uint)(row * columns + column))).ToArray();
            uint limit = hashes.Order().ElementAt(visible - 1);
            Assert.Equal(masked.EnumerateArray().Select(value => value.GetBoolean()), hashes.Select(hash => hash > limit));
            row++;
        }
    }
}
