using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Audit;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>Every entry of the run with its hash.</summary>
internal static class EntriesSection
{
    /// <summary>Most that stand in one report; the export of the entries has them all.</summary>
    public const int Most = 5_000;

    public static Section Of(RunSource s)
    {
        var columns = ImmutableArray.Create(new Column("Entry", 1.1), new Column("When, UTC", 2.4), new Column("What happened, and the entry's hash", 11));
        var rows = s.Entries.Take(Most).Select(e => (ImmutableArray<Cell>)
        [
            RunReport.Entry(e.Seq), RunReport.Time(e.At), new Cell(AuditSentences.Of(e, s.Names), Under: Convert.ToHexStringLower(e.Hash.AsSpan()), UnderFace: Face.Mono),
        ]);
        var cut = s.Entries.Length > Most ? string.Create(CultureInfo.InvariantCulture, $" Only the first {Most:N0} of {s.Entries.Length:N0} stand here; the JSON Lines of this pack have them all.") : "";
        return new("10. Entries",
        [
            new Block.Words($"The run as it stands in the ledger, {RunReport.Counted(s.Entries.Length, "entry", "entries")}. Each hash covers the entry and, through the one before it, all that was ever recorded in this installation.{cut}"),
            new Block.Table(null, columns, [.. rows], "There are none."),
        ]);
    }
}
