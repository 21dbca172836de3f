// Find moments in your own videos by describing them: a page on http://127.0.0.1:5080/.
//
//   dotnet run                                       makes clips of moving shapes and trains a small model on such clips (a few minutes, once)
//   dotnet run -- ~/Videos --model model.zip         searches your videos with your model; the page adds folders and shows the progress
//   dotnet run -- ~/Videos --model model.zip --store duckdb
//   dotnet run -- --prepare                          makes clips and model only
using CommandLine;
using Microsoft.AspNetCore.Connections;
using VideoSearch;
using VideoSearch.Demo;
using VideoSearch.Hosting;
using VideoSearch.Models;
using VideoSearch.Searching;

var parsed = Parser.Default.ParseArguments<SearchArguments>(args);
if (parsed.Errors.Any())
    return parsed.Errors.All(error => error is HelpRequestedError or VersionRequestedError) ? 0 : 1;
try
{
    return await RunAsync(parsed.Value);
}
catch (Exception error) when (error is ArgumentException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine(error is { InnerException: AddressInUseException } ? $"Port {parsed.Value.Port} is in use; choose another one with --port, or 0 for any." : error.Message);
    return 1;
}

static async Task<int> RunAsync(SearchArguments arguments)
{
    // 1. What there is to search, and with what.
    string data = Directory.CreateDirectory(arguments.Out).FullName;
    string[] folders = [.. arguments.Folders];
    var demo = new DemoModel(data, arguments.Seed, arguments.Gpu);
    bool ownClips = folders.Length == 0;
    var settings = new SearchSettings
    {
        DataFolder = data,
        AllowedFolders = ownClips ? [demo.ClipFolder] : [.. folders.Select(Path.GetFullPath)],
        InitialFolders = ownClips ? [demo.ClipFolder] : [],
        Store = StoreOf(arguments.Store),
        Port = arguments.Port,
        SegmentLength = TimeSpan.FromSeconds(arguments.SegmentSeconds ?? (ownClips ? 3 : 10)),
    };

    // 2. The model: given, or trained now.
    ISearchModel Load(Action<ModelStatus> report, CancellationToken cancellationToken) => arguments.Model is { } path
        ? VideoTextSearchModel.Load(path, arguments.Gpu)
        : demo.Load(ownClips, report, cancellationToken);
    if (arguments.Prepare)
    {
        string last = "";
        using var model = Load(status => Console.Write(status.Message == last ? "" : (last = status.Message) + Environment.NewLine), CancellationToken.None);
        if (arguments.Model is null)
            Console.WriteLine(demo.Check(model));
        Console.WriteLine($"Ready in {data}");
        return 0;
    }

    // 3. The page. It is there at once and says what it waits for.
    await using var app = SearchApp.Build(settings, new EngineSource(Load, VectorStores.Open));
    await app.StartAsync();
    Console.WriteLine($"Open {app.Urls.Single()} in a browser; Ctrl+C ends the program.");
    Console.WriteLine($"Videos in: {string.Join(", ", settings.AllowedFolders)}");
    await app.WaitForShutdownAsync();
    return 0;
}

static StoreKind StoreOf(string name) => name.ToLowerInvariant() switch
{
    "index" => StoreKind.Index,
    "duckdb" => StoreKind.DuckDb,
    _ => throw new ArgumentException($"There is no store '{name}'; choose index or duckdb."),
};
