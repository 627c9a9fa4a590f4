using Portal.Audit;

namespace Portal.Reports.Documents;

/// <summary>A report for spreadsheets: each row begins with the name of its section, so that one can filter by it; each table has its head.</summary>
public static class CsvReport
{
    /// <summary>Row by row, with line ends; no cell is taken for a formula.</summary>
    public static IEnumerable<string> Rows(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return "\uFEFF" + Row(report.Kind, [report.Title, report.Under]);
        yield return Row(report.Kind, ["Standing", report.Standing.Text]);
        foreach (var fact in report.Summary) yield return Row(report.Kind, [fact.Name, Text(fact.Value)]);
        foreach (var section in report.Sections)
            foreach (var block in section.Blocks)
                foreach (var row in Rows(section.Title, block)) yield return row;
        yield return Row("Source", [report.Foot]);
    }

    private static IEnumerable<string> Rows(string section, Block block)
    {
        switch (block)
        {
            case Block.Words words:
                yield return Row(section, [words.Text]);
                break;
            case Block.Facts facts:
                foreach (var fact in facts.All) yield return Row(section, [fact.Name, Text(fact.Value)]);
                break;
            case Block.Table table:
                var name = table.Caption is null ? section : $"{section}: {table.Caption}";
                if (table.Rows.IsEmpty) yield return Row(name, [table.WhenEmpty]);
                else yield return Row(name, table.Columns.Select(column => column.Title));
                foreach (var row in table.Rows) yield return Row(name, row.Select(Text));
                break;
            case Block.Printed printed:
                foreach (var line in printed.Lines) yield return Row($"{section}: {printed.Caption}", [line]);
                break;
        }
    }

    private static string Text(Cell cell) => cell.Under is null ? cell.Text : $"{cell.Text}\n{cell.Under}";

    private static string Row(string section, IEnumerable<string> cells) => Csv.Row([.. cells.Prepend(section).Select(Visible.Of)]);
}
