using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>A run in a period, in a line.</summary>
/// <param name="Seq">Of its first entry.</param>
/// <param name="Installed">Packages that it brought to each server, verified or not.</param>
/// <param name="Verified">How many of them, on both, the servers confirmed.</param>
public sealed record PeriodRun(RunId Run, PairId Pair, Plan Plan, long Seq, RunStatus Status, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, PerServer<int> Installed, int Verified, bool HasExceptions)
{
    /// <summary>From its start to its end; null while one is missing.</summary>
    public TimeSpan? Took => EndedAt - StartedAt;
}

/// <summary>A question of a period and what became of it.</summary>
public sealed record PeriodApproval(RunId Run, PairId Pair, long Seq, DateTimeOffset AskedAt, ApprovalFate Fate, TimeSpan? TookToDecide);

/// <summary>An interruption that was measured in a period.</summary>
public sealed record PeriodInterruption(RunId Run, PairId Pair, InterruptionEvidence Measured);

/// <summary>Something of a run in a period that rests on a person's word.</summary>
/// <param name="Step">Title of the step.</param>
/// <param name="Review">Of broken glass; null: none was broken, or nobody has reviewed it.</param>
public sealed record PeriodException(RunId Run, PairId Pair, string Step, ExceptionEvidence Told, GlassReview? Review);

/// <summary>What an auditor is told of a period, folded from its runs; newest last.</summary>
/// <param name="Runs">Runs of which something stands in the ledger in this time.</param>
/// <param name="Approvals">Questions that were asked in this time; what became of them may be later.</param>
public sealed record PeriodEvidence(
    Period Period,
    ImmutableArray<PeriodRun> Runs,
    ImmutableArray<PeriodApproval> Approvals,
    ImmutableArray<PeriodInterruption> Interruptions,
    ImmutableArray<PeriodException> Exceptions)
{
    /// <summary>Median time from a question to the answer that decided it; null: none was decided.</summary>
    public TimeSpan? MedianToDecide
    {
        get
        {
            TimeSpan[] took = [.. Approvals.Select(a => a.TookToDecide).OfType<TimeSpan>().Order()];
            return took.Length == 0 ? null : took.Length % 2 == 1 ? took[took.Length / 2] : (took[(took.Length / 2) - 1] + took[took.Length / 2]) / 2;
        }
    }

    /// <summary>How many questions ended so.</summary>
    public int Count(params ReadOnlySpan<ApprovalFate> fates)
    {
        var number = 0;
        foreach (var approval in Approvals)
            if (fates.Contains(approval.Fate)) number++;
        return number;
    }

    /// <summary>Folds runs one after the other: of each only its lines are kept.</summary>
    public static PeriodEvidence Of(Period period, IEnumerable<RunEvidence> runs)
    {
        var (lines, approvals) = (ImmutableArray.CreateBuilder<PeriodRun>(), ImmutableArray.CreateBuilder<PeriodApproval>());
        var (interruptions, exceptions) = (ImmutableArray.CreateBuilder<PeriodInterruption>(), ImmutableArray.CreateBuilder<PeriodException>());
        foreach (var run in runs)
        {
            var (id, pair) = (run.State.Id, run.State.Plan.Pair);
            lines.Add(Line(run));
            approvals.AddRange(run.Approvals.Where(a => period.Has(a.AskedAt)).Select(a => new PeriodApproval(id, pair, a.Seq, a.AskedAt, a.Fate, a.TookToDecide)));
            interruptions.AddRange(run.Interruptions.Where(i => period.Has(i.MeasuredAt)).Select(i => new PeriodInterruption(id, pair, i)));
            exceptions.AddRange(run.Exceptions.Where(e => period.Has(e.At)).Select(e => new PeriodException(id, pair, run.State.Plan[e.Step].Title, e,
                e.Digest is null ? null : run.State.GlassBreaks.FirstOrDefault(b => b.Digest == e.Digest)?.Review)));
        }
        return new PeriodEvidence(period, [.. lines.OrderBy(r => r.Seq)], [.. approvals.OrderBy(a => a.Seq)], [.. interruptions.OrderBy(i => i.Measured.Seq)], [.. exceptions.OrderBy(e => e.Told.Seq)]);
    }

    private static PeriodRun Line(RunEvidence run)
    {
        static bool Brought(PackageEvidence p) => p.Fate is PackageFate.Verified or PackageFate.Installed;
        var state = run.State;
        return new PeriodRun(
            state.Id, state.Plan.Pair, state.Plan, run.Entries[0].Seq, state.Status, state.StartedAt, state.EndedAt,
            new(run.Packages.Primary.Packages.Count(Brought), run.Packages.Secondary.Packages.Count(Brought)),
            Identities.Both.Sum(i => run.Packages[i].Packages.Count(p => p.Fate == PackageFate.Verified)), !run.Exceptions.IsEmpty);
    }
}
