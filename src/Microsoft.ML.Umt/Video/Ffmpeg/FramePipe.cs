using System.IO.Pipes;
using FFMpegCore;
using FFMpegCore.Arguments;
using FFMpegCore.Pipes;

namespace Microsoft.ML.Umt;

/// <summary>The pipe through which ffmpeg delivers frames; it loses none, however late the reader gets to run.</summary>
// FFMpegCore's own pipe argument stops waiting for the connection when ffmpeg has exited. On a busy machine a short clip is by then complete in the socket's buffer, and would be lost
// without a word.
internal sealed class FramePipe(IPipeSink sink) : IOutputArgument
{
    private readonly string _name = "FFMpegCore_" + Guid.NewGuid().ToString("N")[..16];
    private NamedPipeServerStream? _pipe;
    private Task _connected = Task.CompletedTask;

    /// <inheritdoc/>
    public string Text => $"{sink.GetStreamArguments()} \"{(OperatingSystem.IsWindows() ? $@"\\.\pipe\{_name}" : $"unix:{Path.Combine(Path.GetTempPath(), "CoreFxPipe_" + _name)}")}\" -y";

    /// <inheritdoc/>
    public void Pre(FFOptions options)
    {
        _pipe = new NamedPipeServerStream(_name, PipeDirection.In, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        _connected = _pipe.WaitForConnectionAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task During(CancellationToken cancellationToken)
    {
        // The token says that ffmpeg has exited. Connections are accepted in order, so one of our own ends the waiting only if ffmpeg never made one.
        using var exited = cancellationToken.Register(ConnectOurselves);
        await _connected.ConfigureAwait(false);
        await sink.ReadAsync(_pipe!, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Post()
    {
        _pipe?.Dispose();
        _pipe = null;
    }

    private void ConnectOurselves()
    {
        if (_connected.IsCompleted)
            return;
        try
        {
            using var client = new NamedPipeClientStream(".", _name, PipeDirection.Out);
            client.Connect(TimeSpan.FromSeconds(1));
        }
        catch (Exception error) when (error is IOException or TimeoutException or UnauthorizedAccessException)
        {
            // The only place is taken: ffmpeg was faster.
        }
    }
}
