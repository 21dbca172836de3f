using System.IO.Enumeration;
using System.Text.Json;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>Reference fixtures: the shared set where there is one, else the small copy that lies beside the test assembly.</summary>
/// <remarks>
/// <c>UMT_FIXTURES</c> names another set of the same layout (a folder with <c>manifest.json</c>): tests are written over whatever the
/// folder holds, so every set of the same kinds runs through them.
/// </remarks>
internal static class FixtureData
{
    public const string Variable = "UMT_FIXTURES";

    private static readonly string[] Roots = FindRoots();
    private static readonly Lazy<FixtureManifest> LazyManifest = new(() => FixtureManifest.Read(Path("manifest.json")));

    public static FixtureManifest Manifest => LazyManifest.Value;

    public static bool Exists(string relativePath) => Roots.Any(root => File.Exists(System.IO.Path.Combine(root, relativePath)));

    /// <summary>The full path of a fixture, for example <c>Path("finetune_tiny/meanpool.case.safetensors")</c>.</summary>
    public static string Path(string relativePath) =>
        Roots.Select(root => System.IO.Path.GetFullPath(System.IO.Path.Combine(root, relativePath))).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"The fixture '{relativePath}' is neither in the shared set nor in the tests' own copy ({string.Join(", ", Roots)}).");

    /// <summary>The relative paths (forward slashes, sorted) of a folder's fixtures whose file name fits a pattern such as <c>*.case.safetensors</c>.</summary>
    /// <remarks>The first set that has the folder answers alone, so two sets are never mixed.</remarks>
    public static IReadOnlyList<string> Files(string folder, string pattern = "*")
    {
        var root = Roots.FirstOrDefault(r => Directory.Exists(System.IO.Path.Combine(r, folder)));
        if (root is null)
            return [];
        return Directory.EnumerateFiles(System.IO.Path.Combine(root, folder), "*", SearchOption.AllDirectories)
            .Where(file => FileSystemName.MatchesSimpleExpression(pattern, System.IO.Path.GetFileName(file)))
            .Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .ToArray();
    }

    /// <summary><see cref="Files"/> as rows of a theory's <c>MemberData</c>.</summary>
    public static TheoryData<string> Rows(string folder, string pattern = "*") => [.. Files(folder, pattern)];

    /// <summary>The configuration that the manifest gives for a fixture.</summary>
    public static JsonElement Config(string relativePath) => Manifest.Find(relativePath).Config;

    public static JsonElement Json(string relativePath)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path(relativePath)));
        return document.RootElement.Clone();
    }

    private static string[] FindRoots()
    {
        var own = System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures");
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return Directory.Exists(named) ? [named] : throw new DirectoryNotFoundException($"{Variable} names '{named}', which is no folder.");
        return SharedData.Exists("fixtures") ? [SharedData.Path("fixtures"), own] : [own];
    }
}
