using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>One entry of <c>checkpoints/expected.json</c>: a file and what must come of loading it.</summary>
internal sealed partial record ExpectedFile(string File, JsonElement Entry)
{
    private const string Folder = "checkpoints";

    public string Status => Entry.GetProperty("status").GetString()!;

    public string Path => FixtureData.Path($"{Folder}/{File}");

    public bool MayRefuse => Entry.TryGetProperty("may_refuse", out var may) && may.GetBoolean();

    public string? Target => Entry.TryGetProperty("target", out var target) ? target.GetString() : null;

    public bool IsVideoModel => Target is not null && !Target.StartsWith("CLIP", StringComparison.Ordinal);

    /// <summary>Name of the expected logits in <c>expected.safetensors</c>; null when there are none.</summary>
    public string? Logits => Entry.TryGetProperty("logits", out var logits) ? logits.GetString() : null;

    public static IReadOnlyList<ExpectedFile> All { get; } =
        [.. Entries().Select(entry => new ExpectedFile(entry.GetProperty("file").GetString()!, entry))];

    /// <summary>Names of the files that are here (the tests' own copy holds a part) with one of the given results.</summary>
    public static TheoryData<string> Rows(params string[] statuses) =>
        [.. All.Where(file => statuses.Contains(file.Status) && FixtureData.Exists($"{Folder}/{file.File}")).Select(file => file.File)];

    public static ExpectedFile Get(string file) => All.First(expected => expected.File == file);

    /// <summary>The names that an entry lists under a heading, sorted; for mismatches these are the keys of an object.</summary>
    public string[] Names(string heading)
    {
        if (!Entry.TryGetProperty(heading, out var value))
            return [];
        var names = value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().Select(item => item.Name)
            : value.EnumerateArray().Select(item => item.GetString()!);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The model that the file is meant for.</summary>
    public VideoTransformerConfig Config()
    {
        if (Entry.TryGetProperty("config", out var own))
            return FixtureModels.Tiny(own);
        string stem = TargetStem().Match(Target!).Value;
        var config = FixtureModels.Tiny(FixtureData.Config($"{stem}.weights.safetensors"));
        var classes = TargetClasses().Match(Target!);
        return classes.Success ? config with { Classes = int.Parse(classes.Groups[1].ValueSpan, CultureInfo.InvariantCulture) } : config;
    }

    private static IEnumerable<JsonElement> Entries()
    {
        var root = FixtureData.Json($"{Folder}/expected.json");
        var list = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("files");
        return [.. list.EnumerateArray()];
    }

    [GeneratedRegex(@"^\w+/\w+")]
    private static partial Regex TargetStem();

    [GeneratedRegex(@"with (\d+) classes")]
    private static partial Regex TargetClasses();
}
