using System.Collections.Immutable;
using System.Text;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>A line of text with how it is set.</summary>
internal readonly record struct SetLine(string Text, PdfFont Font, double Size, Ink Ink);

/// <summary>Sets text into lines of a width.</summary>
/// <param name="links">Where people open the portal; null: links lead nowhere.</param>
internal sealed class PdfText(PdfFont regular, PdfFont bold, PdfFont mono, Uri? links)
{
    // Where a long word may be broken: behind these.
    private const string Joints = "-/,;:=_.+@~|\\";

    public PdfFont Regular => regular;
    public PdfFont Bold => bold;
    public PdfFont Mono => mono;

    /// <summary>The lines of a value: what it says, then what stands under it.</summary>
    public ImmutableArray<SetLine> Lines(Cell cell, double size, double width)
    {
        var (font, own) = FontOf(cell.Face, size);
        var lines = Wrap(cell.Text, font, own, width).Select(text => new SetLine(text, font, own, Ink.Of(cell.Tone)));
        var (below, small) = FontOf(cell.UnderFace, size * 0.92);
        var under = cell.Under is { } more ? Wrap(more, below, small, width).Select(text => new SetLine(text, below, small, Ink.Mute)) : [];
        return [.. lines, .. under];
    }

    private (PdfFont Font, double Size) FontOf(Face face, double size) => face switch { Face.Mono => (mono, size * 0.88), Face.Strong => (bold, size), _ => (regular, size) };

    /// <summary>Breaks text at blanks, else at joints of a word, else anywhere; never loses a character but the blank that a line ends with.</summary>
    public static IEnumerable<string> Wrap(string text, PdfFont font, double size, double width)
    {
        foreach (var line in font.Showable(text).Split('\n'))
            foreach (var part in WrapLine(line, font, size, width)) yield return part;
    }

    private static IEnumerable<string> WrapLine(string line, PdfFont font, double size, double width)
    {
        var (from, blank, joint) = (0, -1, -1);
        double so = 0;
        for (var at = 0; at < line.Length;)
        {
            Rune.DecodeFromUtf16(line.AsSpan(at), out var rune, out var length);
            so += font.Width(line.AsSpan(at, length), size);
            if (so > width && at > from && rune.Value != ' ')
            {
                var (end, next) = blank > from ? (blank, blank + 1) : joint > from ? (joint, joint) : (at, at);
                yield return line[from..end].TrimEnd(' ');
                (from, blank, joint) = (next, -1, -1);
                so = font.Width(line.AsSpan(from, at + length - from), size);
            }
            if (rune.Value == ' ' && at > from) blank = at;
            at += length;
            if (rune.IsAscii && Joints.Contains((char)rune.Value, StringComparison.Ordinal)) joint = at;
        }
        yield return line[from..].TrimEnd(' ');
    }

    /// <inheritdoc cref="Links.To"/>
    public string? Address(string? path) => Links.To(links, path);
}
