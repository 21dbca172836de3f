namespace VideoSearch.Security;

/// <summary>A request that is refused, with what the visitor is told.</summary>
internal sealed class RequestException(int statusCode, string message) : Exception(message)
{
    public int StatusCode { get; } = statusCode;
}
