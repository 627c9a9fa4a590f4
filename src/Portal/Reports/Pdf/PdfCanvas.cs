using System.Globalization;
using System.Text;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>The marks on one page. Places are points from the top left corner.</summary>
internal sealed class PdfCanvas
{
    /// <summary>A4, points.</summary>
    public const double Width = 595.28, Height = 841.89;

    private readonly StringBuilder _marks = new();
    private readonly List<(double X, double Y, double Width, double Height, string Address)> _links = [];
    private (PdfFont, double)? _font;
    private Ink? _ink;

    public IReadOnlyList<(double X, double Y, double Width, double Height, string Address)> Links => _links;

    public byte[] Marks => Encoding.ASCII.GetBytes(_marks.ToString());

    /// <summary>One line of text.</summary>
    /// <param name="y">Of the base line.</param>
    /// <param name="text">Of <see cref="PdfFont.Showable"/>.</param>
    public void Text(double x, double y, string text, PdfFont font, double size, Ink ink)
    {
        if (text.Length == 0) return;
        Fill(ink);
        _marks.Append("BT ");
        if (_font != (font, size)) _marks.Append('/').Append(font.Key).Append(' ').Append(N(size)).Append(" Tf ");
        _font = (font, size);
        _marks.Append("1 0 0 1 ").Append(N(x)).Append(' ').Append(N(Height - y)).Append(" Tm <");
        font.Write(_marks, text);
        _marks.Append("> Tj ET\n");
    }

    public void Box(double x, double y, double width, double height, Ink ink)
    {
        Fill(ink);
        _marks.Append(N(x)).Append(' ').Append(N(Height - y - height)).Append(' ').Append(N(width)).Append(' ').Append(N(height)).Append(" re f\n");
    }

    /// <summary>A level line.</summary>
    public void Line(double x, double y, double width, Ink ink, double thick = 0.5) => Box(x, y - (thick / 2), width, thick, ink);

    public void Link(double x, double y, double width, double height, string address) => _links.Add((x, y, width, height, address));

    private void Fill(Ink ink)
    {
        if (_ink == ink) return;
        _ink = ink;
        _marks.Append(N(ink.Red / 255.0)).Append(' ').Append(N(ink.Green / 255.0)).Append(' ').Append(N(ink.Blue / 255.0)).Append(" rg\n");
    }

    public static string N(double number) => Math.Round(number, 3).ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>A colour of the print.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    public static readonly Ink Black = new(0x1B, 0x21, 0x30), Mute = new(0x56, 0x60, 0x74), Accent = new(0x3B, 0x5B, 0xDB), Line = new(0xD5, 0xDA, 0xE2), Shade = new(0xF1, 0xF3, 0xF6);

    /// <summary>Dark enough to be read on white, and on paper without colours.</summary>
    public static Ink Of(Tone tone) => tone switch
    {
        Tone.Mute => Mute,
        Tone.Good => new(0x12, 0x73, 0x52),
        Tone.Attention => new(0x8A, 0x52, 0x00),
        Tone.Bad => new(0xC4, 0x29, 0x2F),
        Tone.Unknown => new(0x6B, 0x4F, 0xBB),
        _ => Black,
    };

    /// <summary>What stands behind words of that tone.</summary>
    public static Ink Behind(Tone tone) => tone switch
    {
        Tone.Good => new(0xE3, 0xF4, 0xEC),
        Tone.Attention => new(0xFD, 0xF1, 0xDC),
        Tone.Bad => new(0xFD, 0xE8, 0xE8),
        Tone.Unknown => new(0xEF, 0xEA, 0xFB),
        _ => Shade,
    };
}
