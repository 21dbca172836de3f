using VideoSearch.Indexing;
using VideoSearch.Library;
using VideoSearch.Searching;
using VideoSearch.Security;

namespace VideoSearch.Hosting;

/// <summary>Folders: adding, looking through again, removing, and how far that is.</summary>
internal static class LibraryEndpoints
{
    private const int MostFailures = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/library", (ClipCatalog catalog, AllowedFolders allowed) =>
        {
            var folders = catalog.Summaries().Where(summary => allowed.Contains(summary.Folder.Path)).ToList();
            var ids = folders.Select(summary => summary.Folder.Id).ToHashSet();
            return new
            {
                Folders = folders.Select(summary => new { summary.Folder.Id, Name = allowed.Display(summary.Folder.Path), summary.Ready, summary.Failed }),
                Failures = catalog.Failures(MostFailures).Where(file => ids.Contains(file.FolderId)).Select(file => new { file.FolderId, Name = file.RelativePath, file.Problem, file.IsReady }),
                Suggestions = FolderSuggestions.Of(allowed),
            };
        });

        routes.MapGet("/api/events", (EngineHost host, Indexer indexer, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(LiveEvents.Read(host, indexer, lifetime, cancellationToken)));

        routes.MapPost("/api/folders", (FolderRequest request, AllowedFolders allowed, ClipCatalog catalog, Indexer indexer) =>
        {
            var folder = catalog.AddFolder(allowed.Accept(request.Path));
            indexer.Enqueue(folder);
            return TypedResults.Accepted((string?)null, new { folder.Id, Name = allowed.Display(folder.Path) });
        });

        routes.MapPost("/api/folders/{id}/refresh", (string id, ClipCatalog catalog, Indexer indexer) =>
        {
            indexer.Enqueue(Find(catalog, id));
            return TypedResults.Accepted((string?)null);
        });

        routes.MapDelete("/api/folders/{id}", async (string id, ClipCatalog catalog, EngineHost host) =>
        {
            var folder = Find(catalog, id);
            var index = host.Now.Index;
            // To the end, also if the visitor leaves: half of it would be videos that are listed and never found.
            foreach (var clip in catalog.ClipsOf(folder.Id))
                await index.RemoveAsync(clip.Id, CancellationToken.None);
            catalog.RemoveFolder(folder.Id);
            return TypedResults.NoContent();
        });

        routes.MapPost("/api/indexing/cancel", (Indexer indexer) =>
        {
            indexer.Cancel();
            return TypedResults.Accepted((string?)null);
        });
    }

    private static LibraryFolder Find(ClipCatalog catalog, string id) =>
        (NewId.IsId(id) ? catalog.Folder(id) : null) ?? throw new RequestException(StatusCodes.Status404NotFound, "There is no such folder.");
}
