using System.Buffers.Binary;
using System.Text;

namespace Portal.Reports.Pdf;

/// <summary>A TrueType font as far as a PDF needs it: which glyph stands for a character, how wide it is, and its tables.</summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] _bytes;
    private readonly Dictionary<string, (int At, int Length)> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ushort> _glyphs = [];
    private readonly ushort[] _widths;

    /// <exception cref="InvalidDataException">It is no TrueType font with a Unicode map.</exception>
    public TrueTypeFont(byte[] bytes, string name)
    {
        (_bytes, Name) = (bytes, name);
        if (U32(0) != 0x00010000) throw new InvalidDataException($"{name} is no TrueType font.");
        for (var i = 0; i < U16(4); i++)
        {
            var at = 12 + (16 * i);
            _tables[Encoding.ASCII.GetString(bytes, at, 4)] = ((int)U32(at + 8), (int)U32(at + 12));
        }
        UnitsPerEm = U16(At("head") + 18);
        Box = [.. Enumerable.Range(0, 4).Select(i => Scaled(S16(At("head") + 36 + (2 * i))))];
        (Ascent, Descent) = (Scaled(S16(At("hhea") + 4)), Scaled(S16(At("hhea") + 6)));
        Glyphs = U16(At("maxp") + 4);
        IsLongLoca = U16(At("head") + 50) == 1;
        _widths = ReadWidths(U16(At("hhea") + 34));
        ReadCharacters();
    }

    public string Name { get; }
    public int UnitsPerEm { get; }
    public int Glyphs { get; }

    /// <summary>Left, bottom, right, top of all glyphs, thousandths of the size.</summary>
    public int[] Box { get; }

    /// <summary>Thousandths of the size; the descent is negative.</summary>
    public int Ascent { get; }

    /// <inheritdoc cref="Ascent"/>
    public int Descent { get; }

    internal bool IsLongLoca { get; }

    /// <summary>0 when the font does not have the character.</summary>
    public ushort GlyphOf(Rune character) => _glyphs.GetValueOrDefault(character.Value);

    /// <summary>Thousandths of the size.</summary>
    public int WidthOf(ushort glyph) => Scaled(_widths[Math.Min(glyph, _widths.Length - 1)]);

    /// <summary>A table's bytes; empty when the font has none of that name.</summary>
    internal ReadOnlySpan<byte> Table(string name) => _tables.TryGetValue(name, out var table) ? _bytes.AsSpan(table.At, table.Length) : [];

    /// <summary>A glyph's outline; empty for a blank.</summary>
    internal ReadOnlySpan<byte> Outline(int glyph)
    {
        var loca = At("loca");
        var (from, to) = IsLongLoca ? ((int)U32(loca + (4 * glyph)), (int)U32(loca + (4 * glyph) + 4)) : (2 * U16(loca + (2 * glyph)), 2 * U16(loca + (2 * glyph) + 2));
        return Table("glyf")[from..to];
    }

    private ushort[] ReadWidths(int full)
    {
        var (at, widths) = (At("hmtx"), new ushort[Glyphs]);
        for (var i = 0; i < Glyphs; i++) widths[i] = U16(at + (4 * Math.Min(i, full - 1)));
        return widths;
    }

    // Format 4 has the basic plane, format 12 everything.
    private void ReadCharacters()
    {
        var cmap = At("cmap");
        for (var i = 0; i < U16(cmap + 2); i++)
        {
            var (platform, table) = (U16(cmap + 4 + (8 * i)), cmap + (int)U32(cmap + 8 + (8 * i)));
            if (platform is not (0 or 3)) continue;
            if (U16(table) == 4) ReadFormat4(table);
            else if (U16(table) == 12) ReadFormat12(table);
        }
        if (_glyphs.Count == 0) throw new InvalidDataException($"{Name} has no Unicode map.");
    }

    private void ReadFormat4(int table)
    {
        var segments = U16(table + 6) / 2;
        var (ends, starts) = (table + 14, table + 16 + (2 * segments));
        var (deltas, offsets) = (starts + (2 * segments), starts + (4 * segments));
        for (var s = 0; s < segments; s++)
        {
            var offset = U16(offsets + (2 * s));
            for (int c = U16(starts + (2 * s)), end = U16(ends + (2 * s)); c <= end && c != 0xFFFF; c++)
            {
                var glyph = offset == 0 ? c : U16(offsets + (2 * s) + offset + (2 * (c - U16(starts + (2 * s)))));
                if (offset == 0 || glyph != 0) glyph = (glyph + U16(deltas + (2 * s))) & 0xFFFF;
                if (glyph != 0) _glyphs.TryAdd(c, (ushort)glyph);
            }
        }
    }

    private void ReadFormat12(int table)
    {
        for (var g = 0; g < U32(table + 12); g++)
        {
            var at = table + 16 + (12 * g);
            var (start, end, glyph) = ((int)U32(at), (int)U32(at + 4), (int)U32(at + 8));
            for (var c = start; c <= end; c++) _glyphs.TryAdd(c, (ushort)(glyph + c - start));
        }
    }

    private int At(string table) => _tables.TryGetValue(table, out var found) ? found.At : throw new InvalidDataException($"{Name} has no table '{table}'.");

    private int Scaled(int units) => (int)Math.Round(units * 1000.0 / UnitsPerEm);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(at));
    private short S16(int at) => BinaryPrimitives.ReadInt16BigEndian(_bytes.AsSpan(at));
    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));
}
