using System.Collections.Immutable;
using Portal.Reports.Documents;

namespace Portal.Reports.Pdf;

/// <summary>Sets a table: its head again on each page, and no row parted that fits on a page.</summary>
internal static class PdfTable
{
    private const double Size = 7.9, Leading = 10.2, Gap = 8, Above = 3.2, HeadSize = 7.2;

    /// <summary>Height of the head with the first row: what must not be parted from a heading above.</summary>
    public static double Beginning(PdfFlow flow, Block.Table table)
    {
        var columns = Columns(table);
        return HeadHeight(flow, table, columns) + (table.Rows.IsEmpty ? Leading : Math.Min(HeightOf(Set(flow, table.Rows[0], columns)), 12 * Leading));
    }

    public static void Put(PdfFlow flow, Block.Table table)
    {
        var columns = Columns(table);
        flow.Need(Beginning(flow, table));
        PutHead(flow, table, columns);
        foreach (var row in table.Rows)
        {
            var set = Set(flow, row, columns);
            var height = HeightOf(set);
            if (height <= PdfFlow.Full - HeadHeight(flow, table, columns))
            {
                if (flow.Need(height)) PutHead(flow, table, columns);
                if (flow.IsOver) return;
                PutRow(flow, columns, row, set, 0, set.Max(lines => lines.Length));
            }
            else PutParted(flow, table, columns, row, set);
            if (flow.IsOver) return;
        }
        flow.Y += 4;
    }

    // A row longer than a page goes on under the same head.
    private static void PutParted(PdfFlow flow, Block.Table table, (double X, double Width, Side Side)[] columns, ImmutableArray<Cell> row, ImmutableArray<SetLine>[] set)
    {
        for (int from = 0, all = set.Max(lines => lines.Length); from < all;)
        {
            if (flow.Need(4 * Leading)) PutHead(flow, table, columns);
            if (flow.IsOver) return;
            var fit = Math.Min(all - from, Math.Max(1, (int)((flow.Room - (2 * Above)) / Leading)));
            PutRow(flow, columns, row, set, from, fit);
            from += fit;
            if (from < all && flow.Need(PdfFlow.Full)) PutHead(flow, table, columns);
            if (flow.IsOver) return;
        }
    }

    private static void PutRow(PdfFlow flow, (double X, double Width, Side Side)[] columns, ImmutableArray<Cell> row, ImmutableArray<SetLine>[] set, int from, int count)
    {
        for (var i = 0; i < set.Length; i++)
        {
            var y = flow.Y + Above;
            foreach (var line in set[i].Skip(from).Take(count))
            {
                var width = line.Font.Width(line.Text, line.Size);
                var x = columns[i].Side == Side.Right ? columns[i].X + columns[i].Width - width : columns[i].X;
                flow.Page.Text(x, y + (Leading * 0.74), line.Text, line.Font, line.Size, line.Ink);
                if (flow.Text.Address(row[i].Address) is { } address && line.Ink != Ink.Mute) flow.Page.Link(x, y, width, Leading, address);
                y += Leading;
            }
        }
        flow.Y += (Math.Min(count, set.Max(lines => lines.Length) - from) * Leading) + (2 * Above);
        flow.Page.Line(PdfFlow.Left, flow.Y, PdfFlow.Inner, Ink.Line);
    }

    private static void PutHead(PdfFlow flow, Block.Table table, (double X, double Width, Side Side)[] columns)
    {
        if (flow.IsOver) return;
        var heads = Heads(flow, table, columns);
        var height = HeadHeight(flow, table, columns);
        flow.Page.Box(PdfFlow.Left - 4, flow.Y, PdfFlow.Inner + 8, height, Ink.Shade);
        for (var i = 0; i < heads.Length; i++)
        {
            var y = flow.Y + Above;
            foreach (var line in heads[i])
            {
                var x = columns[i].Side == Side.Right ? columns[i].X + columns[i].Width - line.Font.Width(line.Text, line.Size) : columns[i].X;
                flow.Page.Text(x, y + (9 * 0.76), line.Text, line.Font, line.Size, line.Ink);
                y += 9;
            }
        }
        flow.Y += height;
    }

    private static double HeadHeight(PdfFlow flow, Block.Table table, (double X, double Width, Side Side)[] columns) => (Heads(flow, table, columns).Max(lines => lines.Length) * 9) + (2 * Above);

    private static ImmutableArray<SetLine>[] Heads(PdfFlow flow, Block.Table table, (double X, double Width, Side Side)[] columns) =>
        [.. table.Columns.Select((column, i) => PdfText.Wrap(column.Title, flow.Text.Bold, HeadSize, columns[i].Width).Select(line => new SetLine(line, flow.Text.Bold, HeadSize, Ink.Mute)).ToImmutableArray())];

    private static ImmutableArray<SetLine>[] Set(PdfFlow flow, ImmutableArray<Cell> row, (double X, double Width, Side Side)[] columns) =>
        [.. row.Select((cell, i) => flow.Text.Lines(cell, Size, columns[i].Width))];

    private static double HeightOf(ImmutableArray<SetLine>[] set) => (set.Max(lines => lines.Length) * Leading) + (2 * Above);

    private static (double X, double Width, Side Side)[] Columns(Block.Table table)
    {
        var (all, room, x) = (table.Columns.Sum(c => c.Share), PdfFlow.Inner - (Gap * (table.Columns.Length - 1)), PdfFlow.Left);
        return [.. table.Columns.Select(column =>
        {
            var width = room * column.Share / all;
            var placed = (x, width, column.Side);
            x += width + Gap;
            return placed;
        })];
    }
}
