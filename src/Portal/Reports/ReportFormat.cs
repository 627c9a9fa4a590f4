using System.Text;
using Portal.Reports.Documents;
using Portal.Reports.Pdf;

namespace Portal.Reports;

/// <summary>A form in which a report is given.</summary>
/// <param name="Ending">Of the file's name, and of the address: 'pdf'.</param>
internal sealed record ReportFormat(string Ending, string Type)
{
    public static readonly ReportFormat Pdf = new("pdf", "application/pdf");
    public static readonly ReportFormat Html = new("html", "text/html; charset=utf-8");
    public static readonly ReportFormat Csv = new("csv", "text/csv; charset=utf-8");

    public static readonly ReportFormat[] All = [Pdf, Html, Csv];

    /// <summary>The whole file.</summary>
    /// <param name="links">Where the portal is opened; null: links lead nowhere, so there are none.</param>
    public byte[] Render(Report report, Uri? links, CancellationToken stop)
    {
        using var file = new MemoryStream();
        if (this == Pdf) PdfReport.Write(report, file, links, stop);
        else
        {
            foreach (var part in this == Html ? HtmlReport.Parts(report, links) : CsvReport.Rows(report))
            {
                stop.ThrowIfCancellationRequested();
                file.Write(Encoding.UTF8.GetBytes(part));
            }
        }
        return file.ToArray();
    }
}
