using FFMpegCore.Pipes;

namespace Microsoft.ML.Umt;

/// <summary>Reads raw frames from ffmpeg's pipe straight into their places.</summary>
/// <param name="pixels">Room for the wanted frames.</param>
/// <param name="frameBytes">Bytes of one frame.</param>
/// <param name="slots">For each frame in order of delivery its place in <paramref name="pixels"/>, or -1.</param>
internal sealed class FrameSink(Memory<byte> pixels, int frameBytes, IReadOnlyList<int> slots) : IPipeSink
{
    private byte[]? _spare;

    /// <summary>Whole frames that arrived.</summary>
    public int FrameCount { get; private set; }

    /// <summary>Bytes beyond the last whole frame.</summary>
    public int LeftOver { get; private set; }

    /// <summary>The last whole frame that arrived.</summary>
    public ReadOnlyMemory<byte> LastFrame => Place(FrameCount - 1);

    /// <inheritdoc/>
    public string GetStreamArguments() => "-f rawvideo";

    /// <inheritdoc/>
    // Only the end of the stream ends the reading: after ffmpeg's exit the pipe still holds frames.
    public async Task ReadAsync(Stream inputStream, CancellationToken cancellationToken)
    {
        while (FrameCount < slots.Count)
        {
            var read = await inputStream.ReadAtLeastAsync(Place(FrameCount), frameBytes, throwOnEndOfStream: false, CancellationToken.None).ConfigureAwait(false);
            if (read < frameBytes)
            {
                LeftOver = read;
                return;
            }

            FrameCount++;
        }

        LeftOver = await inputStream.ReadAsync(new byte[1], CancellationToken.None).ConfigureAwait(false);
    }

    // Frames nobody asked for share two spare places, so that a broken last one does not overwrite the last whole one.
    private Memory<byte> Place(int index)
    {
        if (slots[index] >= 0)
            return pixels.Slice(slots[index] * frameBytes, frameBytes);
        _spare ??= new byte[2 * frameBytes];
        return _spare.AsMemory(index % 2 * frameBytes, frameBytes);
    }
}
