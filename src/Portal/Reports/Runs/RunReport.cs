using System.Collections.Immutable;
using System.Globalization;
using Portal.Components.Controls;
using Portal.Components.Runs;
using Portal.Core.Evidence;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Reports.Documents;

namespace Portal.Reports.Runs;

/// <summary>The evidence of a run as a report.</summary>
internal static class RunReport
{
    public static Report Of(RunSource s)
    {
        var (state, proof) = (s.State, s.Proof);
        return new Report(
            "Evidence of a run", $"{s.PairName}: {RunTitles.Of(state.Plan.Procedure)}",
            $"Run {state.Id} on the pair {state.Plan.Pair}, {RunTitles.Long(state.Plan.Procedure)}. All times are UTC.",
            Standing(s), Summary(s),
            [
                PlanSection.Of(s), StepsSection.Of(s), PackagesSection.Of(s), StandingSection.Of(s), ApprovalsSection.Of(s), ExceptionsSection.Of(s),
                InterruptionsSection.Of(s), HoldsSection.Of(s), OutputsSection.Of(s), EntriesSection.Of(s), ProofSection.Of(s),
            ],
            string.Create(CultureInfo.InvariantCulture, $"Run {state.Id} · head of the ledger: entry {proof.Head.Seq}, {Convert.ToHexStringLower(proof.Head.Hash.AsSpan())}"), s.AsOf);
    }

    private static Cell Standing(RunSource s)
    {
        var state = s.State;
        if (!state.Ended) return new Cell($"Not ended, as of {Shown.Utc(s.AsOf)}: {Words.Of(state.Status)}", Tone.Attention, Under: state.Hold is { } hold ? $"{hold.Why} {hold.Remedy}" : null);
        return state.Status switch
        {
            RunStatus.Aborted => new Cell("Aborted: nothing more was started", Tone.Attention, Under: state.Outcome),
            _ when state.AwaitsReview => new Cell("Completed; broken glass awaits its review", Tone.Bad, Under: state.Outcome),
            _ when !s.Evidence.Exceptions.IsEmpty => new Cell("Completed, with exceptions", Tone.Attention, Under: state.Outcome),
            _ => new Cell("Completed", Tone.Good, Under: state.Outcome),
        };
    }

    private static ImmutableArray<Fact> Summary(RunSource s)
    {
        var (e, state, plan) = (s.Evidence, s.State, s.Evidence.Asked);
        var started = e.Entries.FirstOrDefault(x => x.Event is RunEvent.Started);
        return
        [
            new("Requested", new Cell(s.Name(plan.RequestedBy), Under: Shown.Utc(plan.RequestedAt))),
            new("Started", started is null ? "not started" : new Cell(s.Name(started.Actor), Under: Shown.Utc(started.At))),
            new("Ended", state.EndedAt is { } ended ? Shown.Utc(ended) : new Cell($"not ended, as of {Shown.Utc(s.AsOf)}", Tone.Attention)),
            new("Took", Took(s)),
            new("Executed by", new Cell(People(s, e.Executors, "nobody yet"), Under: "The portal acted on the servers; these people set it going.")),
            new("Approved by", People(s, [.. e.Approvals.SelectMany(a => a.Decisions).Where(d => d.Answer == Answer.Approved).Select(d => d.By).Distinct()], "nobody")),
            new("Packages", string.Join(", ", Core.Pairs.Identities.Both.Select(i => $"{Count(e.Packages[i].Packages.Count(p => p.Fate == PackageFate.Verified), "verified")} of {Count(state.Plan.Packages[i].Length, "planned")} on {i}"))),
            new("Interruption of users", InterruptionsSection.Total(s)),
            new("Exceptions", e.Exceptions.IsEmpty ? "none" : new Cell(Counted(e.Exceptions.Length, "exception"), Tone.Attention, Under: "See section 6.")),
            new("Entries", string.Create(CultureInfo.InvariantCulture, $"{e.Entries.Length} in the ledger, {e.Entries[0].Seq} to {e.Entries[^1].Seq}")),
            new("Installation", Cell.Mono(s.Proof.Origin)),
            new("This report", new Cell($"made by {s.By}", Under: Shown.Utc(s.AsOf))),
        ];
    }

    private static Cell Took(RunSource s) => (s.State.StartedAt, s.State.EndedAt) switch
    {
        ({ } from, { } to) => Shown.Duration(to - from),
        ({ } from, null) => $"{Shown.Duration(s.AsOf - from)} so far",
        _ => "not started",
    };

    private static string People(RunSource s, ImmutableArray<UserId> who, string nobody) => who.IsEmpty ? nobody : string.Join(", ", who.Select(s.Name));

    private static string Count(int number, string what) => $"{number.ToString(CultureInfo.InvariantCulture)} {what}";

    /// <summary>'at most 0.2 s together, in 2 switchovers': the longest gap of each, which is what users may have noticed of it.</summary>
    public static string Interrupted(TimeSpan together, int switchovers) =>
        $"at most {Core.Runs.Words.Span(together)}{(switchovers > 1 ? " together" : "")}, in {Counted(switchovers, "switchover")}";

    /// <summary>'1 run', '2 runs', '2 entries'.</summary>
    internal static string Counted(int number, string what, string? several = null) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} {(number == 1 ? what : several ?? $"{what}s")}";

    /// <summary>'2026-11-22 21:14:20', in tables whose head or caption says UTC.</summary>
    internal static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A link to an entry.</summary>
    internal static Cell Entry(long seq) => new($"#{seq.ToString(CultureInfo.InvariantCulture)}", Tone.Mute, Face.Text, EntryAddress(seq));

    internal static string EntryAddress(long seq) => string.Create(CultureInfo.InvariantCulture, $"/audit/entries/{seq}");
}
