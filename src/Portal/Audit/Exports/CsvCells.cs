using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Portal.Audit.Exports;

/// <summary>Writes the cells of one row as UTF-8; see <see cref="Csv"/>.</summary>
internal ref struct CsvCells(IBufferWriter<byte> to)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\";"u8);
    private static readonly SearchValues<byte> Shown = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), 127, (byte)';']);

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

    public void Add(ReadOnlySpan<byte> text) => Write(IsPlain(text) ? text : Encoding.UTF8.GetBytes(Csv.Shown(Encoding.UTF8.GetString(text))));

    // Sentences have semicolons, too; only one that something like a formula follows is a matter for Shown.
    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        for (int at; (at = text.IndexOfAny(Shown)) >= 0; text = text[(at + 1)..])
            if (text[at] != ';' || (at + 1 < text.Length && text[at + 1] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or > 127)) return false;
        return true;
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        Comma();
        var apostrophe = Rune.DecodeFromUtf8(text, out var first, out _) == OperationStatus.Done && first.IsBmp && Csv.IsFormula((char)first.Value);
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

    private void Comma()
    {
        if (_isNext) to.Write(","u8);
        _isNext = true;
    }
}
