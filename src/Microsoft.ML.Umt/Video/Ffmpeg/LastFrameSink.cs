using FFMpegCore.Pipes;

namespace Microsoft.ML.Umt;

/// <summary>Counts frames and keeps the last whole one: what is left to do when a container promised too much.</summary>
internal sealed class LastFrameSink(int frameBytes) : IPipeSink
{
    private byte[] _last = new byte[frameBytes];
    private byte[] _next = new byte[frameBytes];

    /// <summary>Whole frames that arrived.</summary>
    public int FrameCount { get; private set; }

    /// <summary>The last whole frame.</summary>
    public ReadOnlyMemory<byte> LastFrame => _last;

    /// <inheritdoc/>
    public string GetStreamArguments() => "-f rawvideo";

    /// <inheritdoc/>
    // Reads to the end whatever the token says; see FrameSink.
    public async Task ReadAsync(Stream inputStream, CancellationToken cancellationToken)
    {
        while (await inputStream.ReadAtLeastAsync(_next, frameBytes, throwOnEndOfStream: false, CancellationToken.None).ConfigureAwait(false) == frameBytes)
        {
            (_last, _next) = (_next, _last);
            FrameCount++;
        }
    }
}
