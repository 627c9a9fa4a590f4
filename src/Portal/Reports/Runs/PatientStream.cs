namespace Portal.Reports.Runs;

/// <summary>A stream to a browser for those who sometimes write without waiting, as ZIP archives do at the end of a file: that is kept until the next write that waits. No thread ever blocks.</summary>
internal sealed class PatientStream(Stream to) : Stream
{
    private const int Enough = 64 * 1024;
    private readonly MemoryStream _kept = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => _kept.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _kept.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _kept.Write(buffer.Span);
        if (_kept.Length >= Enough) await FlushAsync(cancellationToken);
    }

    public override void Flush()
    {
        // It is passed on with the next write that waits.
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await to.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellationToken);
        _kept.SetLength(0);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
