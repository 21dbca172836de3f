using VideoSearch.Security;

namespace VideoSearch.Hosting;

/// <summary>Turns refusals and failures into answers that say what is wrong and nothing about this machine.</summary>
internal sealed class RequestErrors(RequestDelegate next, SearchSettings settings, ILogger<RequestErrors> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, error);
        }
    }

    /// <summary>What the page shows for a status without a text of its own.</summary>
    public static string Describe(int? status, SearchSettings settings) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is malformed.",
        StatusCodes.Status404NotFound => "There is nothing under this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not support the method.",
        StatusCodes.Status413PayloadTooLarge => $"The request is too large; at most {settings.MaxBodyBytes} bytes are read.",
        StatusCodes.Status415UnsupportedMediaType => "Send JSON (Content-Type: application/json).",
        StatusCodes.Status416RangeNotSatisfiable => "The file is shorter than that.",
        StatusCodes.Status429TooManyRequests => "Too many searches are waiting. Try again in a moment.",
        _ => "The server could not answer; its log says more.",
    };

    private async Task AnswerAsync(HttpContext context, Exception error)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // The visitor has left: nobody reads an answer.
            context.Response.StatusCode = ClientClosedRequest;
            return;
        }
        var (status, message) = error switch
        {
            RequestException refused => (refused.StatusCode, refused.Message),
            BadHttpRequestException bad => (bad.StatusCode, Describe(bad.StatusCode, settings)),
            _ => (StatusCodes.Status500InternalServerError, Describe(null, settings)),
        };
        if (status == StatusCodes.Status500InternalServerError)
            log.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
        await TypedResults.Problem(message, statusCode: status).ExecuteAsync(context);
    }
}
