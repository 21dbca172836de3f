using VideoSearch.Media;

namespace VideoSearch.Hosting;

/// <summary>Pictures and videos. Addresses hold random ids and numbers, never a path.</summary>
internal static class MediaEndpoints
{
    private const string KeptByBrowser = "private, max-age=3600";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/media/{id}/frames/{number:int}", async (string id, int number, FrameImages images, HttpContext context) =>
        {
            string path = await images.GetAsync(id, number, context.RequestAborted);
            context.Response.Headers.CacheControl = KeptByBrowser;
            return TypedResults.PhysicalFile(path, "image/jpeg", lastModified: File.GetLastWriteTimeUtc(path));
        });

        routes.MapGet("/media/{id}/video", async (string id, Playback playback, HttpContext context) =>
        {
            var (path, mediaType) = await playback.GetAsync(id, context.RequestAborted);
            context.Response.Headers.CacheControl = KeptByBrowser;
            return TypedResults.PhysicalFile(path, mediaType, lastModified: File.GetLastWriteTimeUtc(path), enableRangeProcessing: true);
        });
    }
}
