using System.Text;
using System.Threading.Channels;

namespace Portal.Host.Tests.Verbs;

/// <summary>An output whose lines can be awaited; it can be hung up.</summary>
internal sealed class Lines : MemoryStream
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private volatile bool _hungUp;

    internal async Task<string> Next()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        return await _lines.Reader.ReadAsync(limit.Token);
    }

    internal bool IsEmpty => !_lines.Reader.TryPeek(out _);

    internal void HangUp() => _hungUp = true;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_hungUp)
            throw new IOException("hung up");
        _lines.Writer.TryWrite(Encoding.UTF8.GetString(buffer).TrimEnd('\n'));
    }
}
