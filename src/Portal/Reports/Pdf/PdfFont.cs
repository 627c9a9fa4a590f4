using System.Globalization;
using System.Reflection;
using System.Text;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>A font of one document: measures text, and notes which glyphs have to be in the file.</summary>
/// <remarks>Text goes from left to right, glyph by glyph. A character that this font does not have, or that would have to be set from right to left, is shown by its number.</remarks>
internal sealed class PdfFont(TrueTypeFont face, string key)
{
    private static readonly Dictionary<string, Lazy<TrueTypeFont>> Faces = new[] { "LiberationSans-Regular", "LiberationSans-Bold", "LiberationMono-Regular" }
        .ToDictionary(name => name, name => new Lazy<TrueTypeFont>(() => Load(name)), StringComparer.Ordinal);

    private readonly SortedDictionary<ushort, string> _used = [];
    private readonly Dictionary<Rune, string> _shown = [];

    public string Key => key;

    public TrueTypeFont Face => face;

    /// <summary>Glyphs in use, with the text that each stands for.</summary>
    public IReadOnlyDictionary<ushort, string> Used => _used;

    public static PdfFont Regular() => new(Faces["LiberationSans-Regular"].Value, "F1");

    public static PdfFont Bold() => new(Faces["LiberationSans-Bold"].Value, "F2");

    public static PdfFont Mono() => new(Faces["LiberationMono-Regular"].Value, "F3");

    /// <summary>The text as this font can show it: nothing is lost.</summary>
    public string Showable(string text)
    {
        if (text.All(c => c is >= ' ' and <= '~')) return text;
        var shown = new StringBuilder(text.Length);
        foreach (var rune in Visible.Of(text).EnumerateRunes())
        {
            if (!_shown.TryGetValue(rune, out var as_)) _shown[rune] = as_ = rune.Value == '\n' || (face.GlyphOf(rune) != 0 && !Visible.IsRightToLeft(rune)) ? rune.ToString() : Visible.Number(rune);
            shown.Append(as_);
        }
        return shown.ToString();
    }

    /// <summary>Points.</summary>
    /// <param name="text">Of <see cref="Showable"/>.</param>
    public double Width(ReadOnlySpan<char> text, double size)
    {
        var width = 0L;
        foreach (var rune in text.EnumerateRunes()) width += face.WidthOf(face.GlyphOf(rune));
        return width * size / 1000;
    }

    /// <summary>The glyphs of a line as hexadecimal digits.</summary>
    public void Write(StringBuilder to, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = face.GlyphOf(rune);
            _used.TryAdd(glyph, rune.ToString());
            to.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
        }
    }

    private static TrueTypeFont Load(string name)
    {
        using var from = Assembly.GetExecutingAssembly().GetManifestResourceStream($"fonts/{name}.ttf") ?? throw new InvalidOperationException($"The font {name} is not in the program.");
        using var bytes = new MemoryStream();
        from.CopyTo(bytes);
        return new TrueTypeFont(bytes.ToArray(), name);
    }
}
