namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Ends reading when one record takes more bytes than it may: parsers would grow their buffers until the memory is full.</summary>
internal sealed class RecordLimitStream(Stream inner, string path, int limit) : Stream
{
    // What the parsers may have read ahead of the record they hand out.
    private const int ReadAhead = 1 << 18;

    private long _sinceRecord;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Says that a record is complete.</summary>
    public void RecordRead() => _sinceRecord = 0;

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, Math.Min(count, ReadAhead)));

    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer[..Math.Min(buffer.Length, ReadAhead)]));

    // Synchronous on purpose: the readers block, and a blocked task on a pool thread is worse than a plain read.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _sinceRecord += read;
        return _sinceRecord <= (long)limit + 2 * ReadAhead
            ? read
            : throw AnnotationErrors.InFile(path, $"a record is larger than {limit:N0} bytes; if that is right, raise {nameof(VideoAnnotationOptions.MaxRecordBytes)}.");
    }
}
