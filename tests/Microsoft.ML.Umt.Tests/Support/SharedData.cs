namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>Finds the folder of shared test data (fixtures, videos, weights) that is too big or too encumbered to live in the repository.</summary>
/// <remarks>In order: the environment variable <c>UMT_SHARED</c>, <c>shared</c> beside the repository root, <c>shared</c> inside it.</remarks>
internal static class SharedData
{
    public const string Variable = "UMT_SHARED";

    private static readonly Lazy<string?> Root = new(Locate);

    public static bool IsAvailable => Root.Value is not null;

    /// <summary>The repository's root folder: the nearest one above the test assembly that holds <c>UMT.MLNet.sln</c>; null outside a checkout.</summary>
    public static string? RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Why a test that needs <paramref name="relativePath"/> cannot run; null when it can.</summary>
    public static string? ReasonToSkip(string? relativePath = null)
    {
        if (!IsAvailable)
            return $"Needs the shared test data, which is not here: set {Variable} or put the folder 'shared' beside the repository.";
        return relativePath is null || Exists(relativePath) ? null : $"Needs '{relativePath}' of the shared test data, which '{Root.Value}' does not hold.";
    }

    public static bool Exists(string relativePath) => IsAvailable && System.IO.Path.Exists(Combine(Root.Value!, relativePath));

    /// <summary>The full path of a file or folder of the shared data, for example <c>Path("videos/odd")</c>.</summary>
    public static string Path(string relativePath = "") =>
        Combine(Root.Value ?? throw new InvalidOperationException(ReasonToSkip()), relativePath);

    private static string? Locate()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return Directory.Exists(named) ? System.IO.Path.GetFullPath(named) : throw new DirectoryNotFoundException($"{Variable} names '{named}', which is no folder.");
        if (RepositoryRoot is null)
            return null;
        string[] candidates = [System.IO.Path.Combine(RepositoryRoot, "..", "shared"), System.IO.Path.Combine(RepositoryRoot, "shared")];
        return candidates.Where(Directory.Exists).Select(System.IO.Path.GetFullPath).FirstOrDefault();
    }

    private static string? FindRepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "UMT.MLNet.sln")))
                return folder.FullName;
        }
        return null;
    }

    private static string Combine(string root, string relativePath) => System.IO.Path.GetFullPath(System.IO.Path.Combine(root, relativePath));
}
