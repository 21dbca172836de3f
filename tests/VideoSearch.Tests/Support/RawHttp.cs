using System.Net.Sockets;
using System.Text;

namespace VideoSearch.Tests.Support;

/// <summary>Sends a request as it is written: HttpClient would tidy its path.</summary>
internal static class RawHttp
{
    /// <summary>The status and the whole answer.</summary>
    public static Task<(int Status, string Answer)> GetAsync(Uri server, string path, string? host = null) =>
        SendAsync(server, $"GET {path} HTTP/1.1\r\nHost: {host ?? server.Authority}\r\nConnection: close\r\n\r\n");

    /// <summary>The status and the whole answer.</summary>
    public static async Task<(int Status, string Answer)> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.Split(' ')[1]), answer);
    }
}
