using VideoSearch.Library;
using VideoSearch.Searching;
using VideoSearch.Security;

namespace VideoSearch.Hosting;

/// <summary>What the page asks when somebody searches.</summary>
internal static class SearchEndpoints
{
    /// <summary>Name of the limit on searches at a time.</summary>
    public const string SearchLimit = "search";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/status", (EngineHost host, ClipCatalog catalog, AllowedFolders allowed, SearchSettings settings) =>
        {
            var model = host.Engine.IsCompletedSuccessfully ? host.Engine.Result.Model : null;
            return new
            {
                Model = host.Status.Latest,
                Name = model?.Name ?? "",
                Note = model?.Note ?? "",
                Examples = model?.Examples ?? [],
                CanMatch = model?.CanMatch ?? false,
                Store = settings.Store == StoreKind.DuckDb ? "DuckDB" : "VideoIndex",
                Videos = catalog.Summaries().Where(summary => allowed.Contains(summary.Folder.Path)).Sum(folder => folder.Ready),
                settings.MaxQueryLength,
            };
        });

        routes.MapPost("/api/search", async (SearchRequest request, Searcher searcher, CancellationToken cancellationToken) =>
            new { Hits = await searcher.SearchAsync(request.Text, request.Count, request.Closer, cancellationToken) })
            .RequireRateLimiting(SearchLimit);
    }
}
