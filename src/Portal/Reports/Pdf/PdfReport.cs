using System.Collections.Immutable;
using System.Globalization;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>Sets a report as a PDF for print: A4, with page numbers, bookmarks and its own fonts.</summary>
public static class PdfReport
{
    /// <summary>Most pages of one document.</summary>
    public const int MostPages = 600;

    private const double Size = 8.8, Leading = 12.4;

    /// <summary>Writes the document. Memory grows with its pages, some 10 KB each, and not with what it tells of.</summary>
    /// <param name="links">Where the portal is opened, so that links lead there; null: there are none.</param>
    /// <exception cref="OperationCanceledException">It took too long, or nobody waits for it.</exception>
    public static void Write(Report report, Stream to, Uri? links, CancellationToken stop, int mostPages = MostPages)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new PdfText(PdfFont.Regular(), PdfFont.Bold(), PdfFont.Mono(), links);
        var flow = new PdfFlow(text, mostPages, stop);
        PutTop(flow, report);
        var marks = new List<(string Title, int Page, double Y)>();
        foreach (var section in report.Sections)
        {
            if (flow.IsOver) break;
            PutHeading(flow, section);
            marks.Add((section.Title, flow.Pages.Count - 1, flow.Y - 30));
            foreach (var block in section.Blocks) Put(flow, block);
        }
        PutFeet(flow, report);
        PdfDocument.Write(to, report, text, flow.Pages, marks, stop);
    }

    private static void PutTop(PdfFlow flow, Report report)
    {
        var (text, page) = (flow.Text, flow.Page);
        page.Text(PdfFlow.Left, flow.Y, "ROLLING PATCH PORTAL", text.Bold, 7.5, Ink.Accent);
        var kind = text.Regular.Showable(report.Kind);
        page.Text(PdfFlow.Left + PdfFlow.Inner - text.Regular.Width(kind, 8), flow.Y, kind, text.Regular, 8, Ink.Mute);
        flow.Y += 12;
        page.Line(PdfFlow.Left, flow.Y, PdfFlow.Inner, Ink.Accent, 1.2);
        flow.Y += 14;
        flow.Put(PdfText.Wrap(report.Title, text.Bold, 20, PdfFlow.Inner).Select(line => new SetLine(line, text.Bold, 20, Ink.Black)), 25);
        flow.Put(PdfText.Wrap(report.Under, text.Regular, 10, PdfFlow.Inner).Select(line => new SetLine(line, text.Regular, 10, Ink.Mute)), 14);
        flow.Y += 8;
        PutStanding(flow, report.Standing);
        PutSummary(flow, report.Summary);
    }

    private static void PutStanding(PdfFlow flow, Cell standing)
    {
        ImmutableArray<SetLine> lines = [.. flow.Text.Lines(standing with { Face = Face.Strong }, 10.5, PdfFlow.Inner - 24).Select(line => line with { Ink = line.Font == flow.Text.Bold ? Ink.Of(standing.Tone) : Ink.Black })];
        // What is longer than a part of a page says nothing at a glance; it stands in full with what it tells of.
        if (lines.Length > 14) lines = [.. lines.Take(13), lines[13] with { Text = "…" }];
        var height = (lines.Length * 14) + 12;
        flow.Need(height);
        flow.Page.Box(PdfFlow.Left, flow.Y, PdfFlow.Inner, height, Ink.Behind(standing.Tone));
        flow.Page.Box(PdfFlow.Left, flow.Y, 3, height, Ink.Of(standing.Tone));
        var end = flow.Y + height;
        flow.Y += 6;
        flow.Put(lines, 14, PdfFlow.Left + 14);
        flow.Y = end + 10;
    }

    // Two columns of a name over its value.
    private static void PutSummary(PdfFlow flow, ImmutableArray<Fact> facts)
    {
        const double width = (PdfFlow.Inner - 24) / 2;
        foreach (var pair in facts.Chunk(2))
        {
            var set = pair.Select(fact => flow.Text.Lines(fact.Value, 9.2, width)).ToArray();
            var height = (set.Max(lines => lines.Length) * 12.2) + 16;
            flow.Need(height);
            var top = flow.Y;
            for (var i = 0; i < pair.Length; i++)
            {
                var x = PdfFlow.Left + (i * (width + 24));
                flow.Page.Text(x, top + 8, flow.Text.Regular.Showable(pair[i].Name), flow.Text.Regular, 7.4, Ink.Mute);
                flow.Y = top + 11;
                flow.Put(set[i], 12.2, x, flow.Text.Address(pair[i].Value.Address));
            }
            flow.Y = top + height;
        }
    }

    private static void PutHeading(PdfFlow flow, Section section)
    {
        // A heading is never alone at the foot of a page.
        flow.Need(44 + Math.Min(Beginning(flow, section), PdfFlow.Full / 2));
        if (flow.IsOver) return;
        flow.Y += flow.Y <= PdfFlow.Top ? 0 : 16;
        flow.Put(PdfText.Wrap(section.Title, flow.Text.Bold, 12.5, PdfFlow.Inner).Select(line => new SetLine(line, flow.Text.Bold, 12.5, Ink.Black)), 16);
        flow.Y += 2;
        flow.Page.Line(PdfFlow.Left, flow.Y, PdfFlow.Inner, Ink.Line, 0.8);
        flow.Y += 7;
    }

    // A paragraph before a table introduces it.
    private static double Beginning(PdfFlow flow, Section section) => section.Blocks switch
    {
        [Block.Words words, Block.Table table, ..] => Beginning(flow, words) + 5 + Beginning(flow, table),
        [var first, ..] => Beginning(flow, first),
        _ => 0,
    };

    private static double Beginning(PdfFlow flow, Block block) => block switch
    {
        Block.Table table => PdfTable.Beginning(flow, table) + (table.Caption is null ? 0 : Leading + 4),
        Block.Printed => 4 * Leading,
        Block.Words words => Math.Min(6, PdfText.Wrap(words.Text, flow.Text.Regular, Size, PdfFlow.Inner).Count()) * Leading,
        _ => 3 * Leading,
    };

    private static void Put(PdfFlow flow, Block block)
    {
        if (flow.IsOver) return;
        switch (block)
        {
            case Block.Words words:
                flow.Put(PdfText.Wrap(words.Text, flow.Text.Regular, Size, PdfFlow.Inner).Select(line => new SetLine(line, flow.Text.Regular, Size, Ink.Of(words.Tone))), Leading);
                flow.Y += 5;
                break;
            case Block.Facts facts:
                PutFacts(flow, facts.All);
                break;
            case Block.Table table:
                if (table.Caption is { } caption) PutCaption(flow, caption, PdfTable.Beginning(flow, table));
                if (table.Rows.IsEmpty) Put(flow, new Block.Words(table.WhenEmpty, Tone.Mute));
                else PdfTable.Put(flow, table);
                flow.Y += 4;
                break;
            case Block.Printed printed:
                PutCaption(flow, printed.Caption, 3 * 9);
                flow.Put(printed.Lines.SelectMany(line => PdfText.Wrap(line, flow.Text.Mono, 6.9, PdfFlow.Inner - 10)).Select(line => new SetLine(line, flow.Text.Mono, 6.9, Ink.Black)), 8.8, PdfFlow.Left + 6);
                flow.Y += 7;
                break;
        }
    }

    private static void PutCaption(PdfFlow flow, string caption, double with)
    {
        var lines = PdfText.Wrap(caption, flow.Text.Bold, Size, PdfFlow.Inner).Select(line => new SetLine(line, flow.Text.Bold, Size, Ink.Black)).ToArray();
        flow.Need((lines.Length * Leading) + 3 + with);
        flow.Put(lines, Leading);
        flow.Y += 3;
    }

    private static void PutFacts(PdfFlow flow, ImmutableArray<Fact> facts)
    {
        const double name = 118;
        foreach (var fact in facts)
        {
            var lines = flow.Text.Lines(fact.Value, Size, PdfFlow.Inner - name - 8);
            var names = PdfText.Wrap(fact.Name, flow.Text.Regular, Size, name).ToArray();
            var height = Math.Max(lines.Length, names.Length) * Leading;
            if (height <= PdfFlow.Full) flow.Need(height + 2);
            if (flow.IsOver) return;
            var top = flow.Y;
            for (var i = 0; i < names.Length; i++) flow.Page.Text(PdfFlow.Left, top + (Leading * (i + 0.76)), names[i], flow.Text.Regular, Size, Ink.Mute);
            flow.Put(lines, Leading, PdfFlow.Left + name + 8, flow.Text.Address(fact.Value.Address));
            if (height <= PdfFlow.Full) flow.Y = top + height + 2;
        }
        flow.Y += 5;
    }

    private static void PutFeet(PdfFlow flow, Report report)
    {
        var (font, all) = (flow.Text.Regular, flow.Pages.Count);
        var foot = font.Showable(report.Foot).Replace('\n', ' ');
        foreach (var (page, i) in flow.Pages.Select((page, i) => (page, i)))
        {
            const double y = PdfCanvas.Height - 34;
            page.Line(PdfFlow.Left, y - 10, PdfFlow.Inner, Ink.Line);
            var number = string.Create(CultureInfo.InvariantCulture, $"Page {i + 1} of {all}");
            page.Text(PdfFlow.Left + PdfFlow.Inner - font.Width(number, 7.4), y, number, font, 7.4, Ink.Mute);
            page.Text(PdfFlow.Left, y, Fitted(foot, font, 6.6, PdfFlow.Inner - 70), font, 6.6, Ink.Mute);
            if (i == 0) continue;
            var title = Fitted(font.Showable($"{report.Kind}: {report.Title}"), font, 7.4, PdfFlow.Inner - 90);
            page.Text(PdfFlow.Left, 36, title, font, 7.4, Ink.Mute);
            var at = $"{report.MadeAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
            page.Text(PdfFlow.Left + PdfFlow.Inner - font.Width(at, 7.4), 36, at, font, 7.4, Ink.Mute);
        }
    }

    private static string Fitted(string text, PdfFont font, double size, double width)
    {
        if (font.Width(text, size) <= width) return text;
        var end = text.Length;
        while (end > 0 && font.Width(text.AsSpan(0, end), size) > width - 8) end--;
        return $"{text[..(end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)]}…";
    }
}
