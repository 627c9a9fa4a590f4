using System.Globalization;
using System.Text;

namespace Portal.Reports.Pdf;

/// <summary>Writes a font into a document: the outlines in use, their widths, and the text that they stand for, so that text can be copied and searched.</summary>
internal static class PdfFontFile
{
    /// <returns>The number of the font's object.</returns>
    public static int Add(PdfFile file, PdfFont font)
    {
        var (face, used) = (font.Face, font.Used);
        var name = $"{Tag(font)}+{face.Name}";
        var outlines = FontSubset.Of(face, used.Keys);
        var program = file.AddStream(outlines, string.Create(CultureInfo.InvariantCulture, $"/Length1 {outlines.Length}"));
        var isMono = face.Name.Contains("Mono", StringComparison.Ordinal);
        var descriptor = file.Add(string.Create(CultureInfo.InvariantCulture,
            $"<< /Type /FontDescriptor /FontName /{name} /Flags {(isMono ? 33 : 32)} /FontBBox [{string.Join(' ', face.Box)}] /ItalicAngle 0 /Ascent {face.Ascent} /Descent {face.Descent} /CapHeight 716 /StemV {(face.Name.Contains("Bold", StringComparison.Ordinal) ? 140 : 80)} /FontFile2 {program} 0 R >>"));
        var widths = string.Join(' ', used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph} [{face.WidthOf(glyph)}]")));
        var descendant = file.Add($"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {Ref(descriptor)} /DW 1000 /W [{widths}] /CIDToGIDMap /Identity >>");
        var texts = file.AddStream(Encoding.ASCII.GetBytes(Texts(used)));
        return file.Add($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{Ref(descendant)}] /ToUnicode {Ref(texts)} >>");
    }

    private static string Ref(int number) => string.Create(CultureInfo.InvariantCulture, $"{number} 0 R");

    // Six capital letters mark a font that is there in part.
    private static string Tag(PdfFont font) => $"RPP{font.Key switch { "F1" => "AAA", "F2" => "AAB", _ => "AAC" }}";

    private static string Texts(IReadOnlyDictionary<ushort, string> used)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var part in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, text) in part) map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n");
            map.Append("endbfchar\n");
        }
        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
