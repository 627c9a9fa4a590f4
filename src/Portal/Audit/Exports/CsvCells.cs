using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Portal.Audit.Exports;

/// <summary>Writes the cells of one row as UTF-8, by the rules of <see cref="Csv"/>.</summary>
internal ref struct CsvCells(IBufferWriter<byte> to)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\";\r\n\t"u8);

    private bool _isNext;

    public void Add(long number)
    {
        Comma();
        var room = to.GetSpan(20);
        Utf8Formatter.TryFormat(number, room, out var written);
        to.Advance(written);
    }

    public void Add(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Add(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        Comma();
        var apostrophe = IsFormula(text);
        if (text.IndexOfAny(Special) < 0)
        {
            if (apostrophe) to.Write("'"u8);
            to.Write(text);
            return;
        }
        to.Write(apostrophe ? "\"'"u8 : "\""u8);
        Doubled(text);
        to.Write("\""u8);
    }

    public void AddHex(ReadOnlySpan<byte> bytes)
    {
        Comma();
        Convert.TryToHexStringLower(bytes, to.GetSpan(bytes.Length * 2), out var written);
        to.Advance(written);
    }

    public readonly void End() => to.Write("\r\n"u8);

    // Each quotation mark twice; JSON is full of them, so the room is taken once.
    private readonly void Doubled(ReadOnlySpan<byte> text)
    {
        var room = to.GetSpan(text.Length * 2);
        var at = 0;
        for (int mark; (mark = text.IndexOf((byte)'"')) >= 0; text = text[(mark + 1)..])
        {
            text[..(mark + 1)].CopyTo(room[at..]);
            at += mark + 1;
            room[at++] = (byte)'"';
        }
        text.CopyTo(room[at..]);
        to.Advance(at + text.Length);
    }

    // The wide ones are taken for the narrow in some locales.
    private static bool IsFormula(ReadOnlySpan<byte> text) => !text.IsEmpty
        && ("=+-@\t\r\n"u8.Contains(text[0]) || text.StartsWith("＝"u8) || text.StartsWith("＋"u8) || text.StartsWith("－"u8) || text.StartsWith("＠"u8));

    private void Comma()
    {
        if (_isNext) to.Write(","u8);
        _isNext = true;
    }
}
