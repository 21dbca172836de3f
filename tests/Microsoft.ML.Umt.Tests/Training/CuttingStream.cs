namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>A file that lets so many bytes pass and then does something: throws like a full disk, or kills the process.</summary>
internal sealed class CuttingStream(FileStream inner, long bytes, Action atTheCut) : Stream
{
    private long _left = bytes;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var passing = (int)Math.Min(buffer.Length, _left);
        inner.Write(buffer[..passing]);
        _left -= passing;
        if (passing == buffer.Length)
            return;
        inner.Flush();
        atTheCut();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
