using System.Text.Json;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>What <c>manifest.json</c> says about a set of fixtures.</summary>
internal sealed record FixtureManifest(int Seed, IReadOnlyList<FixtureFile> Files)
{
    public static FixtureManifest Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var files = from section in root.GetProperty("sections").EnumerateArray()
                    from file in section.GetProperty("files").EnumerateArray()
                    select new FixtureFile(
                        section.GetProperty("key").GetString()!,
                        file.GetProperty("path").GetString()!,
                        file.TryGetProperty("config", out var config) ? config.Clone() : default,
                        file.Clone());
        return new FixtureManifest(root.GetProperty("seed").GetInt32(), files.ToArray());
    }

    public FixtureFile Find(string relativePath) =>
        Files.FirstOrDefault(file => file.Path == relativePath) ?? throw new KeyNotFoundException($"The manifest of the fixtures does not list '{relativePath}'.");

    public IEnumerable<FixtureFile> Section(string key) => Files.Where(file => file.Section == key);
}
