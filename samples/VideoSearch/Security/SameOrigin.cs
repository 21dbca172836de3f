namespace VideoSearch.Security;

/// <summary>
/// Refuses what other sites make a browser send here. Together with the check of the host name, which a foreign name that resolves to this
/// machine does not pass, only this page can use the server.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next)
{
    private const string Message = "This request came from another site.";

    public Task InvokeAsync(HttpContext context) =>
        IsAllowed(context.Request) ? next(context) : TypedResults.Problem(Message, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

    private static bool IsAllowed(HttpRequest request)
    {
        string? site = request.Headers["Sec-Fetch-Site"];
        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (reads)
        {
            // A link from elsewhere may open the page; nothing else may be drawn into other pages.
            return site is null or "same-origin" or "none" || (request.Path == "/" && request.Headers["Sec-Fetch-Mode"] == "navigate");
        }

        // Whoever writes must say where it comes from: all browsers send Origin with POST and DELETE.
        string own = $"{request.Scheme}://{request.Host}";
        return site is null or "same-origin" && string.Equals(request.Headers.Origin, own, StringComparison.OrdinalIgnoreCase);
    }
}
