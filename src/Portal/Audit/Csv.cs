using System.Buffers;
using System.Text;
using Portal.Audit.Exports;

namespace Portal.Audit;

/// <summary>Rows of RFC 4180 that no spreadsheet takes for formulas, whatever separates cells where it stands.</summary>
public static class Csv
{
    /// <summary>One row with its line end.</summary>
    public static string Row(params ReadOnlySpan<string> cells)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var row = new CsvCells(bytes);
        foreach (var cell in cells) row.Add(cell);
        row.End();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Text in which every control character is a sign that can be seen: '␛', and '⏎' for the end of a line; what stands behind a semicolon is no formula either.</summary>
    /// <remarks>A spreadsheet that expects semicolons or tabs, as many languages' do, does not know our quotation marks: it would begin a new cell there, and a new row at a line's end, and calculate what follows.</remarks>
    internal static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (i > 0 && text[i - 1] == ';' && IsFormula(c)) shown.Append('\'');
            if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') continue;
            shown.Append(c switch { '\r' or '\n' => '⏎', < ' ' => (char)('\u2400' + c), '\u007f' => '\u2421', _ => c });
        }
        return shown.ToString();
    }

    /// <summary>A spreadsheet calculates a cell that begins so; an apostrophe makes it text. The wide ones are taken for the narrow in some locales.</summary>
    internal static bool IsFormula(char first) => first is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠';
}
