using System.Collections.Immutable;
using System.Globalization;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>What the servers' tools printed, in part, with the digest of all of it.</summary>
internal static class OutputsSection
{
    public static Section Of(RunSource s) => new("9. Output of commands",
    [
        new Block.Words("Kept as text that does nothing: escape sequences and control characters are taken out when a line comes in. The digest is over the whole file as the portal gives it ('Download' at the step, and in the folder 'output' of this pack as ZIP). Outputs stand beside the ledger, not in it: what binds them is this report and the entry of its export."),
        new Block.Table(null, [new("Step", 3), new("Attempt", 1, Side.Right), new("Lines", 1.2, Side.Right), new("File and its SHA-256", 8)],
            [.. s.Outputs.Select(o => (ImmutableArray<Cell>)
            [
                s.Step(o.Step), o.Attempt.ToString(CultureInfo.InvariantCulture), o.Lines.ToString("N0", CultureInfo.InvariantCulture),
                o.Sha256 is { } digest ? new Cell(digest, Face: Face.Mono, Under: o.File) : Cell.Unknown("nothing was kept: the command printed nothing, or its file is gone"),
            ])], "No command was run that prints anything."),
        .. s.Outputs.Where(o => o.Lines > 0).Select(o => new Block.Printed($"{s.Step(o.Step)}, attempt {o.Attempt}", [.. o.First, .. Left(o), .. o.Last])),
    ]);

    private static IEnumerable<string> Left(OutputEvidence o) =>
        o.Lines - o.First.Length - o.Last.Length is > 0 and var left ? [string.Create(CultureInfo.InvariantCulture, $"… {left:N0} lines are left out here; they stand in the file.")] : [];
}
