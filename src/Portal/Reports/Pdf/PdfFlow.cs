using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>Fills pages from the top, and begins another one where something does not fit.</summary>
/// <param name="most">Most pages; what comes after them is left out, and the last page says so.</param>
internal sealed class PdfFlow(PdfText text, int most, CancellationToken stop)
{
    public const double Left = 48, Top = 56, Bottom = 58, Inner = PdfCanvas.Width - (2 * Left);
    private const double End = PdfCanvas.Height - Bottom;

    private readonly List<PdfCanvas> _pages = [new PdfCanvas()];

    public PdfText Text => text;

    public List<PdfCanvas> Pages => _pages;

    /// <summary>Of the next thing's upper edge, points from the top of the page.</summary>
    public double Y { get; set; } = Top;

    public double Room => End - Y;

    /// <summary>Of an empty page.</summary>
    public static double Full => End - Top;

    public PdfCanvas Page => _pages[^1];

    /// <summary>Nothing more is taken.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Begins another page when so much does not fit on this one.</summary>
    /// <returns>Whether it did.</returns>
    public bool Need(double height)
    {
        stop.ThrowIfCancellationRequested();
        if (height <= Room || Y <= Top) return false;
        if (_pages.Count >= most)
        {
            if (!IsOver) Page.Text(Left, End + 12, text.Bold.Showable($"Cut here at {most} pages. The rest stands in the other formats of this report."), text.Bold, 8, Ink.Of(Tone.Bad));
            IsOver = true;
            return false;
        }
        _pages.Add(new PdfCanvas());
        Y = Top;
        return true;
    }

    /// <summary>Sets lines that may be parted, at a place within the width.</summary>
    public void Put(IEnumerable<SetLine> lines, double leading, double x = Left, string? address = null)
    {
        foreach (var line in lines)
        {
            Need(leading);
            if (IsOver) return;
            Page.Text(x, Y + (leading * 0.76), line.Text, line.Font, line.Size, line.Ink);
            if (address is not null && line.Text.Length > 0) Page.Link(x, Y, line.Font.Width(line.Text, line.Size), leading, address);
            Y += leading;
        }
    }
}
