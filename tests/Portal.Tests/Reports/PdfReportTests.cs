using System.Collections.Immutable;
using System.Globalization;
using Portal.Reports.Documents;
using Portal.Reports.Pdf;

namespace Portal.Tests.Reports;

public sealed class PdfReportTests
{
    private static Report Of(params ReadOnlySpan<Section> sections) =>
        new("Evidence of a run", "A title", "Under it", new Cell("Completed", Tone.Good), [new("Requested", "Olga")], [.. sections], "The foot", new DateTimeOffset(2026, 11, 22, 21, 4, 0, TimeSpan.Zero));

    private static Block.Table Table(IEnumerable<string> rows) => new("A caption", [new("Head one", 1), new("Head two", 3)], [.. rows.Select((row, i) => (ImmutableArray<Cell>)[$"row {i}", row])], "There are none.");

    private static byte[] File(Report report, int mostPages = PdfReport.MostPages)
    {
        using var file = new MemoryStream();
        PdfReport.Write(report, file, new Uri("https://portal.example.com/"), TestContext.Current.CancellationToken, mostPages);
        return file.ToArray();
    }

    private static string[] Pages(Report report, int mostPages = PdfReport.MostPages) => PdfPages.Of(File(report, mostPages));

    [Fact]
    public void A_report_without_sections_is_one_page_with_its_number()
    {
        var page = Assert.Single(Pages(Of()));

        Assert.All(["A title", "Under it", "Completed", "Requested", "Olga", "The foot", "Page 1 of 1"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_head_of_a_table_stands_again_on_each_page_and_every_row_is_there_once()
    {
        var pages = Pages(Of(new Section("Many", [Table(Enumerable.Range(0, 300).Select(i => $"unlike-{i}-others"))])));

        Assert.True(pages.Length > 5);
        Assert.All(pages, page => Assert.Contains("Head one Head two", page, StringComparison.Ordinal));
        var all = string.Join(' ', pages);
        for (var i = 0; i < 300; i++) Assert.Equal(2, all.Split($"unlike-{i}-others").Length);
        Assert.All(pages, (page, i) => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Page {i + 1} of {pages.Length}"), page, StringComparison.Ordinal));
    }

    [Fact]
    public void No_row_that_fits_on_a_page_is_parted()
    {
        // Of every height up to half a page, so that some would cross each end of a page.
        var rows = Enumerable.Range(0, 60).Select(i => $"begin-{i}-of\n{string.Concat(Enumerable.Repeat("more\n", i % 30))}end-{i}-of");

        var pages = Pages(Of(new Section("Tall", [Table(rows)])));

        for (var i = 0; i < 60; i++) Assert.Single(pages, page => page.Contains($"begin-{i}-of", StringComparison.Ordinal) && page.Contains($"end-{i}-of", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_longer_than_a_page_goes_on_under_the_same_head()
    {
        var pages = Pages(Of(new Section("Long", [Table([string.Join('\n', Enumerable.Range(0, 400).Select(i => $"line-{i}-x")), "the row after"])])));

        Assert.All(pages, page => Assert.Contains("Head one Head two", page, StringComparison.Ordinal));
        var all = string.Join(' ', pages);
        for (var i = 0; i < 400; i++) Assert.Contains($"line-{i}-x", all, StringComparison.Ordinal);
        Assert.Contains("the row after", pages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_heading_is_never_alone_at_the_foot_of_a_page()
    {
        for (var lines = 0; lines < 60; lines += 1)
        {
            var filler = new Section("First", [new Block.Words(string.Concat(Enumerable.Repeat("filler\n", lines)))]);
            var pages = Pages(Of(filler, new Section("The second section", [new Block.Words("It is introduced."), Table(["the first row"])])));

            Assert.Single(pages, page => page.Contains("The second section", StringComparison.Ordinal) && page.Contains("It is introduced.", StringComparison.Ordinal) && page.Contains("the first row", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_long_hash_is_broken_and_nothing_of_it_is_lost()
    {
        var hash = string.Concat(Enumerable.Range(0, 40).Select(i => i.ToString("x8", CultureInfo.InvariantCulture)));

        var page = string.Concat(Pages(Of(new Section("Proof", [new Block.Facts([new("Hash", Cell.Mono(hash))])]))));

        Assert.Contains(hash, page.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jürgen Müller-Öztürk, Łódź, Ελένη, Вера", "Jürgen Müller-Öztürk, Łódź, Ελένη, Вера")]
    [InlineData("a\u202Egpj.exe", "a[U+202E]gpj.exe")]
    [InlineData("bell\u0007 esc\u001B[31m", "bell[U+0007] esc[U+001B][31m")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero[U+200B]width[U+FEFF]")]
    [InlineData("\U0001F600 日本 שלום", "[U+1F600] [U+65E5][U+672C] [U+05E9][U+05DC][U+05D5][U+05DD]")]
    [InlineData("\u0000\u0085\u2028", "[U+0000][U+0085][U+2028]")]
    [InlineData("(paren\\theses) <</Type /Catalog>> endobj %", "(paren\\theses) <</Type /Catalog>> endobj %")]
    public void Whatever_somebody_is_called_is_shown_and_does_nothing(string name, string shown)
    {
        var page = Assert.Single(Pages(Of(new Section("Names", [Table([name])])) with { Title = name, Foot = name }));

        Assert.Equal(4, page.Split(shown).Length);
    }

    [Fact]
    public void Half_a_character_is_shown_by_its_number() =>
        Assert.Contains("half [U+D83D] pair", Assert.Single(Pages(Of(new Section("Names", [new Block.Words("half \uD83D pair")])))), StringComparison.Ordinal);

    [Fact]
    public void What_is_longer_than_the_most_pages_is_cut_and_the_document_says_so()
    {
        var pages = Pages(Of(new Section("Many", [Table(Enumerable.Range(0, 400).Select(i => $"row-{i}"))]), new Section("Never seen", [new Block.Printed("Printed", ["x"])])), mostPages: 3);

        Assert.Equal(3, pages.Length);
        Assert.Contains("Cut here at 3 pages.", pages[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("Never seen", string.Concat(pages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_nobody_waits_for_is_not_made()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => PdfReport.Write(Of(new Section("Some", [new Block.Words("x")])), Stream.Null, null, stop.Token));
    }

    [Fact]
    public void The_file_names_its_title_language_bookmarks_and_links_and_holds_its_fonts_in_part()
    {
        var file = File(Of(new Section("1. Plan", [new Block.Facts([new("Entry", new Cell("#12", Address: "/audit/entries/12"))])])));
        var text = System.Text.Encoding.Latin1.GetString(file);

        Assert.StartsWith("%PDF-1.7\n", text, StringComparison.Ordinal);
        Assert.Contains("/Lang (en)", text, StringComparison.Ordinal);
        Assert.Contains("/DisplayDocTitle true", text, StringComparison.Ordinal);
        Assert.Contains($"/Title {PdfFile.Text("1. Plan")}", text, StringComparison.Ordinal);
        Assert.Contains("/URI (https://portal.example.com/audit/entries/12)", text, StringComparison.Ordinal);
        Assert.Contains("/D:20261122210400Z"[1..], text, StringComparison.Ordinal);
        // 1.1 MB of fonts stand in the program.
        Assert.True(file.Length < 60_000, $"{file.Length} bytes");
    }
}
