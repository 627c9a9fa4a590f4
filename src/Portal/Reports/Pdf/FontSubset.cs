using System.Buffers.Binary;
using System.Text;

namespace Portal.Reports.Pdf;

/// <summary>Makes a font file with the outlines of some glyphs alone; every glyph keeps its number.</summary>
internal static class FontSubset
{
    private static readonly string[] Kept = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

    public static byte[] Of(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        var needed = WithParts(font, glyphs);
        using var outlines = new MemoryStream();
        var places = new byte[4 * (font.Glyphs + 1)];
        for (var i = 0; i < font.Glyphs; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * i), (uint)outlines.Length);
            if (!needed.Contains((ushort)i)) continue;
            outlines.Write(font.Outline(i));
            while (outlines.Length % 4 != 0) outlines.WriteByte(0);
        }
        BinaryPrimitives.WriteUInt32BigEndian(places.AsSpan(4 * font.Glyphs), (uint)outlines.Length);
        var head = font.Table("head").ToArray();
        // Places are written long, whatever they were; the checksum of the whole is not looked at in a PDF.
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(50), 1);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        return Assemble([.. Kept.Select(name => (name, name switch
        {
            "glyf" => outlines.ToArray(),
            "loca" => places,
            "head" => head,
            _ => font.Table(name).ToArray(),
        })).Where(table => table.Item2.Length > 0)]);
    }

    // A letter with an accent may be made of two other glyphs.
    private static HashSet<ushort> WithParts(TrueTypeFont font, IEnumerable<ushort> glyphs)
    {
        var needed = new HashSet<ushort> { 0 };
        var open = new Stack<ushort>(glyphs);
        while (open.TryPop(out var glyph))
        {
            if (!needed.Add(glyph)) continue;
            var outline = font.Outline(glyph);
            if (outline.Length < 10 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) continue;
            for (int at = 10, flags = MoreParts; (flags & MoreParts) != 0;)
            {
                flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
                open.Push(BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]));
                at += 4 + ((flags & 1) != 0 ? 4 : 2) + ((flags & 8) != 0 ? 2 : (flags & 0x40) != 0 ? 4 : (flags & 0x80) != 0 ? 8 : 0);
            }
        }
        return needed;
    }

    private const int MoreParts = 0x20;

    private static byte[] Assemble((string Name, byte[] Bytes)[] tables)
    {
        using var file = new MemoryStream();
        Span<byte> number = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32BigEndian(number, 0x00010000);
        var power = (int)Math.Log2(tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(number[4..], (ushort)tables.Length);
        BinaryPrimitives.WriteUInt16BigEndian(number[6..], (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(number[8..], (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(number[10..], (ushort)((16 * tables.Length) - (16 << power)));
        file.Write(number[..12]);
        var at = 12 + (16 * tables.Length);
        foreach (var (name, bytes) in tables)
        {
            Encoding.ASCII.GetBytes(name, number);
            BinaryPrimitives.WriteUInt32BigEndian(number[4..], Sum(bytes));
            BinaryPrimitives.WriteUInt32BigEndian(number[8..], (uint)at);
            BinaryPrimitives.WriteUInt32BigEndian(number[12..], (uint)bytes.Length);
            file.Write(number);
            at += (bytes.Length + 3) & ~3;
        }
        foreach (var (_, bytes) in tables)
        {
            file.Write(bytes);
            while (file.Length % 4 != 0) file.WriteByte(0);
        }
        return file.ToArray();
    }

    private static uint Sum(byte[] table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i++) sum += (uint)table[i] << (24 - (8 * (i % 4)));
        return sum;
    }
}
