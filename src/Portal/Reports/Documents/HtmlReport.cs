using System.Globalization;
using System.Net;

namespace Portal.Reports.Documents;

/// <summary>A report as one HTML file: no script, nothing is loaded, and it prints well.</summary>
public static class HtmlReport
{
    // Said in the file itself, for it is opened where the portal's headers are not: nothing runs, nothing is fetched.
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
        <meta name="referrer" content="no-referrer">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>
        :root { color-scheme: light dark; --ink: light-dark(#1b2130, #e6e9f0); --mute: light-dark(#566074, #a3adc0); --line: light-dark(#e3e6eb, #2c3546); --bg: light-dark(#fff, #0f131b); --shade: light-dark(#f1f3f6, #1b212d); --accent: light-dark(#3b5bdb, #8ea4ff);
          --good: light-dark(#127352, #4cc79a); --attention: light-dark(#8a5200, #f0b45b); --bad: light-dark(#c4292f, #ff8084); --unknown: light-dark(#6b4fbb, #b9a4ff); }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 28px 24px 60px; max-width: 1120px; background: var(--bg); color: var(--ink); font: 14px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
        header { border-top: 3px solid var(--accent); padding-top: 10px; }
        .kind { display: flex; justify-content: space-between; gap: 12px; color: var(--mute); font-size: 13px; margin: 0; max-width: none; }
        .kind b { color: var(--accent); letter-spacing: .06em; text-transform: uppercase; font-size: 12px; }
        h1 { font-size: 28px; line-height: 1.2; margin: 14px 0 2px; overflow-wrap: anywhere; }
        h2 { font-size: 17px; margin: 34px 0 10px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
        h3 { font-size: 14px; margin: 18px 0 6px; overflow-wrap: anywhere; }
        p { margin: 0 0 10px; max-width: 90ch; overflow-wrap: anywhere; }
        .standing { margin: 16px 0; padding: 10px 14px; border-left: 4px solid currentcolor; background: var(--shade); font-weight: 600; max-width: none; }
        .under { display: block; color: var(--mute); font-weight: 400; font-size: .92em; white-space: pre-line; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 10px 24px; margin: 0 0 14px; }
        dl.list { grid-template-columns: 1fr; gap: 4px; }
        dl.list > div { display: grid; grid-template-columns: minmax(92px, 22%) minmax(0, 1fr); gap: 14px; }
        dt { color: var(--mute); font-size: 13px; }
        dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
        .scroll { overflow-x: auto; margin-bottom: 14px; }
        table { border-collapse: collapse; width: 100%; font-size: 13px; }
        th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; white-space: pre-line; }
        th:first-child, td:first-child { padding-left: 8px; }
        th { background: var(--shade); color: var(--mute); font-size: 12px; white-space: normal; }
        .right { text-align: right; }
        .mono, pre { font-family: ui-monospace, "Liberation Mono", Consolas, monospace; font-size: .9em; overflow-wrap: anywhere; }
        pre { background: var(--shade); padding: 10px 12px; margin: 0 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px; }
        .strong { font-weight: 600; }
        .mute { color: var(--mute); } .good { color: var(--good); } .attention { color: var(--attention); } .bad { color: var(--bad); } .unknown { color: var(--unknown); }
        a { color: var(--accent); }
        footer { margin-top: 40px; border-top: 1px solid var(--line); padding-top: 10px; color: var(--mute); font-size: 12px; overflow-wrap: anywhere; }
        @page { size: A4; margin: 16mm; }
        @media print { :root { color-scheme: light; } body { padding: 0; max-width: none; font-size: 10px; } table { font-size: 9px; } pre { font-size: 8px; } h1 { font-size: 22px; } h2 { font-size: 14px; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; } th, td { overflow-wrap: anywhere; } thead { display: table-header-group; } .scroll { overflow: visible; } a { color: inherit; text-decoration: none; } }
        </style>

        """;

    /// <summary>Part by part.</summary>
    /// <param name="links">Where the portal is opened, so that links lead there; null: there are none.</param>
    public static IEnumerable<string> Parts(Report report, Uri? links)
    {
        ArgumentNullException.ThrowIfNull(report);
        yield return Head;
        yield return $"<title>{T($"{report.Kind}: {report.Title}")}</title>\n</head>\n<body>\n<header>\n<p class=\"kind\"><b>Rolling Patch Portal</b> <span>{T(report.Kind)}</span></p>\n<h1>{T(report.Title)}</h1>\n<p class=\"mute\">{T(report.Under)}</p>\n";
        yield return $"<p class=\"standing {Css(report.Standing.Tone)}\">{T(report.Standing.Text)}{Under(report.Standing)}</p>\n{Facts(report.Summary, "", links)}</header>\n<main>\n";
        foreach (var section in report.Sections)
        {
            yield return $"<section>\n<h2>{T(section.Title)}</h2>\n";
            foreach (var block in section.Blocks)
                foreach (var part in Parts(block, links)) yield return part;
            yield return "</section>\n";
        }
        yield return $"</main>\n<footer>{T(report.Foot)}</footer>\n</body>\n</html>\n";
    }

    private static IEnumerable<string> Parts(Block block, Uri? links)
    {
        switch (block)
        {
            case Block.Words words:
                yield return $"<p class=\"{Css(words.Tone)}\">{T(words.Text)}</p>\n";
                break;
            case Block.Facts facts:
                yield return Facts(facts.All, " class=\"list\"", links);
                break;
            case Block.Printed printed:
                yield return $"<h3>{T(printed.Caption)}</h3>\n<pre>";
                foreach (var line in printed.Lines) yield return $"{T(line)}\n";
                yield return "</pre>\n";
                break;
            case Block.Table table:
                if (table.Caption is { } caption) yield return $"<h3>{T(caption)}</h3>\n";
                if (table.Rows.IsEmpty) yield return $"<p class=\"mute\">{T(table.WhenEmpty)}</p>\n";
                else foreach (var part in Rows(table, links)) yield return part;
                break;
        }
    }

    private static IEnumerable<string> Rows(Block.Table table, Uri? links)
    {
        string At(int i) => table.Columns[i].Side == Side.Right ? " class=\"right\"" : "";
        var all = table.Columns.Sum(column => column.Share);
        yield return $"<div class=\"scroll\" tabindex=\"0\"><table>\n<colgroup>{string.Concat(table.Columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"<col style=\"width: {100 * column.Share / all:0.#}%\">")))}</colgroup>\n<thead><tr>{string.Concat(table.Columns.Select((column, i) => $"<th scope=\"col\"{At(i)}>{T(column.Title)}</th>"))}</tr></thead>\n<tbody>\n";
        foreach (var row in table.Rows) yield return $"<tr>{string.Concat(row.Select((cell, i) => $"<td{At(i)}>{Value(cell, links)}</td>"))}</tr>\n";
        yield return "</tbody>\n</table></div>\n";
    }

    private static string Facts(IEnumerable<Fact> facts, string css, Uri? links) =>
        $"<dl{css}>\n{string.Concat(facts.Select(fact => $"<div><dt>{T(fact.Name)}</dt><dd>{Value(fact.Value, links)}</dd></div>\n"))}</dl>\n";

    private static string Value(Cell cell, Uri? links)
    {
        var css = $"{Css(cell.Tone)}{cell.Face switch { Face.Mono => " mono", Face.Strong => " strong", _ => "" }}".Trim();
        var text = css.Length > 0 ? $"<span class=\"{css}\">{T(cell.Text)}</span>" : T(cell.Text);
        return $"{(Links.To(links, cell.Address) is { } address ? $"<a href=\"{T(address)}\">{text}</a>" : text)}{Under(cell)}";
    }

    private static string Under(Cell cell) => cell.Under is { } under ? $"<span class=\"under{(cell.UnderFace == Face.Mono ? " mono" : "")}\">{T(under)}</span>" : "";

    private static string Css(Tone tone) => tone switch { Tone.Plain => "", _ => tone.ToString().ToLowerInvariant() };

    // Right-to-left letters are shown as they are: a browser sets them; what would reorder others is made visible.
    private static string T(string text) => WebUtility.HtmlEncode(Visible.Of(text));
}
