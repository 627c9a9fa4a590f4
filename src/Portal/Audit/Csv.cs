using System.Text;

namespace Portal.Audit;

/// <summary>Rows of RFC 4180 that no spreadsheet takes for formulas.</summary>
public static class Csv
{
    // A spreadsheet calculates a cell that begins so; an apostrophe makes it text. The wide ones are taken for the narrow in some locales.
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    /// <summary>One row with its line end.</summary>
    public static string Row(params ReadOnlySpan<string> cells)
    {
        var row = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) row.Append(',');
            Append(row, cells[i]);
        }
        return row.Append("\r\n").ToString();
    }

    private static void Append(StringBuilder row, string text)
    {
        var cell = text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        if (cell.AsSpan().IndexOfAny(",\";\r\n\t") < 0)
        {
            row.Append(cell);
            return;
        }
        row.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
