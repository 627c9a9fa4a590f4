using System.Globalization;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>Puts set pages, fonts, bookmarks and what is told of the document into one file.</summary>
internal static class PdfDocument
{
    public static void Write(Stream to, Report report, PdfText text, IReadOnlyList<PdfCanvas> pages, IReadOnlyList<(string Title, int Page, double Y)> marks, CancellationToken stop)
    {
        var file = new PdfFile(to);
        var (catalog, tree, resources, outline) = (file.Number(), file.Number(), file.Number(), file.Number());
        var numbers = pages.Select(_ => file.Number()).ToArray();
        for (var i = 0; i < pages.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var content = file.AddStream(pages[i].Marks);
            var links = string.Join(' ', pages[i].Links.Select(link => R(file.Add(Annotation(link)))));
            file.Write(numbers[i], $"<< /Type /Page /Parent {R(tree)} /MediaBox [0 0 {PdfCanvas.N(PdfCanvas.Width)} {PdfCanvas.N(PdfCanvas.Height)}] /Resources {R(resources)} /Contents {R(content)}{(links.Length > 0 ? $" /Annots [{links}]" : "")} >>");
        }
        file.Write(tree, string.Create(CultureInfo.InvariantCulture, $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', numbers.Select(R))}] >>"));
        var fonts = new[] { text.Regular, text.Bold, text.Mono }.Where(font => font.Used.Count > 0).Select(font => $"/{font.Key} {R(PdfFontFile.Add(file, font))}").ToArray();
        file.Write(resources, $"<< /Font << {string.Join(' ', fonts)} >> >>");
        WriteOutline(file, outline, numbers, marks);
        file.Write(catalog, $"<< /Type /Catalog /Pages {R(tree)} /Outlines {R(outline)} /PageMode /UseOutlines /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>");
        var info = file.Add($"<< /Title {PdfFile.Text(Visible.Of($"{report.Kind}: {report.Title}"))} /Subject {PdfFile.Text(Visible.Of(report.Under))} /Creator {PdfFile.Text("Rolling Patch Portal")} /Producer {PdfFile.Text("Rolling Patch Portal")} /CreationDate {PdfFile.Time(report.MadeAt)} >>");
        file.End(catalog, info);
    }

    private static void WriteOutline(PdfFile file, int outline, int[] pages, IReadOnlyList<(string Title, int Page, double Y)> marks)
    {
        var items = marks.Select(_ => file.Number()).ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            var (before, after) = (i > 0 ? $" /Prev {R(items[i - 1])}" : "", i < items.Length - 1 ? $" /Next {R(items[i + 1])}" : "");
            file.Write(items[i], $"<< /Title {PdfFile.Text(Visible.Of(marks[i].Title))} /Parent {R(outline)}{before}{after} /Dest [{R(pages[marks[i].Page])} /XYZ 0 {PdfCanvas.N(PdfCanvas.Height - Math.Max(0, marks[i].Y))} null] >>");
        }
        file.Write(outline, items.Length == 0 ? "<< /Type /Outlines /Count 0 >>" : string.Create(CultureInfo.InvariantCulture, $"<< /Type /Outlines /First {R(items[0])} /Last {R(items[^1])} /Count {items.Length} >>"));
    }

    private static string Annotation((double X, double Y, double Width, double Height, string Address) link)
    {
        var (bottom, top) = (PdfCanvas.Height - link.Y - link.Height, PdfCanvas.Height - link.Y);
        // An address holds nothing but ASCII; brackets and backslashes would end the text.
        var address = string.Concat(link.Address.Select(c => c is '(' or ')' or '\\' ? $"\\{c}" : c is > ' ' and <= '~' ? $"{c}" : "_"));
        return $"<< /Type /Annot /Subtype /Link /Rect [{PdfCanvas.N(link.X)} {PdfCanvas.N(bottom)} {PdfCanvas.N(link.X + link.Width)} {PdfCanvas.N(top)}] /Border [0 0 0] /A << /S /URI /URI ({address}) >> >>";
    }

    private static string R(int number) => string.Create(CultureInfo.InvariantCulture, $"{number} 0 R");
}
