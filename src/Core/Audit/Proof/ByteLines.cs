namespace Portal.Core.Audit.Proof;

/// <summary>Lines of a stream as bytes, one after the other, in flat memory.</summary>
internal sealed class ByteLines(Stream from)
{
    /// <summary>A longer line is none of an export.</summary>
    public const int Longest = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[1024 * 1024];
    private int _start, _end;
    private bool _over;

    /// <summary>The next line without its end; the bytes are good until the next call.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">A line is longer than <see cref="Longest"/>.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var at = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = Trim(_buffer.AsSpan(_start, searched + at - _start));
                _start = searched + at + 1;
                return true;
            }
            if (_over)
            {
                line = Trim(_buffer.AsSpan(_start, _end - _start));
                _start = _end;
                return !line.IsEmpty;
            }
            var unread = _end - _start;
            Fill();
            searched = _start + unread;
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= Longest) throw new InvalidDataException($"A line is longer than {Longest / 1024 / 1024} MB.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var read = from.Read(_buffer, _end, _buffer.Length - _end);
        _over = read == 0;
        _end += read;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;
}
