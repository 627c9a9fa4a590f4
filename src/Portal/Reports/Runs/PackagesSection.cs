using System.Collections.Immutable;
using Portal.Core.Evidence;
using Portal.Core.Pairs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>What was installed on each server, before and after.</summary>
internal static class PackagesSection
{
    public static Section Of(RunSource s) => new("3. Packages before and after",
    [
        new Block.Words("'Before' is what the first scan that names the package found installed. 'After' is verified where the server said so when it was asked afterwards; else it says what is known, and what not. Packages that no scan of this run names are not listed: they were neither offered nor touched."),
        .. Identities.Both.SelectMany(i => Of(s, i)),
    ]);

    private static IEnumerable<Block> Of(RunSource s, Identity server)
    {
        var evidence = s.Evidence.Packages[server];
        var host = s.Pair is { } pair ? $" ({pair[server].HostName})" : "";
        yield return new Block.Table($"{server}{host}", [new("Package", 4), new("Before", 3.2), new("Planned", 3.2), new("After", 3.2), new("Change", 2.6)],
            [.. evidence.Packages.Select(p => Row(p, s.State.Ended))], $"Nothing was offered to {server}, and nothing was planned for it.");
        yield return new Block.Facts(
        [
            new($"Restart pending on {server}", new Cell($"before: {Pending(evidence.RebootBefore)}\nafter: {Pending(evidence.RebootAfter)}", evidence.RebootAfter.Pending switch { true => Tone.Attention, null => Tone.Unknown, _ => Tone.Plain })),
        ]);
    }

    private static ImmutableArray<Cell> Row(PackageEvidence p, bool ended)
    {
        var before = p switch { { BeforeKnown: false } => Cell.Unknown(), { Before: null } => new Cell("not installed", Tone.Mute), _ => Cell.Mono(p.Before!) };
        return p.Fate switch
        {
            PackageFate.Verified => [p.Name, before, Cell.Mono(p.Version), Cell.Mono(p.Version), new Cell(!p.BeforeKnown ? "installed, verified" : p.Before is null ? "new, verified" : p.Before == p.Version ? "unchanged, verified" : "changed, verified", Tone.Good)],
            PackageFate.Installed => [p.Name, before, Cell.Mono(p.Version), new Cell(p.Version, Tone.Attention, Face.Mono), new Cell("installed, not verified", Tone.Attention, Under: "The installation said so; nobody read it back.")],
            PackageFate.Unknown => [p.Name, before, Cell.Mono(p.Version), Cell.Unknown(), new Cell("unknown", Tone.Unknown, Under: "The installation was begun and did not say that it succeeded.")],
            PackageFate.NotBegun => [p.Name, before, Cell.Mono(p.Version), p.Before is { } was ? Cell.Mono(was) : before, new Cell(ended ? "not installed" : "not installed yet", Tone.Mute, Under: "Its installation was never begun.")],
            _ => [p.Name, before, new Cell("not planned", Tone.Mute, Under: $"{p.Version} was offered"), p.Before is { } was ? Cell.Mono(was) : before, new Cell("left as it was", Tone.Mute)],
        };
    }

    private static string Pending(RebootEvidence seen) => seen.Pending switch
    {
        true => $"yes, seen {RunReport.Time(seen.At!.Value)}",
        false => $"no, seen {RunReport.Time(seen.At!.Value)}",
        _ => seen.At is { } at ? $"unknown, asked {RunReport.Time(at)}" : "unknown: this run did not look",
    };
}
