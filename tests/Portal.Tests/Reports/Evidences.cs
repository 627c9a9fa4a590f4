using System.Collections.Immutable;
using System.Security.Cryptography;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Evidence;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Reports.Runs;
using Portal.Tests.Pages;
using Portal.Tests.Storage;

namespace Portal.Tests.Reports;

/// <summary>Evidence of runs that were told by Core's own decisions and stand in a real ledger.</summary>
internal static class Evidences
{
    /// <summary>A run that was rejected once, resumed, and went to its end.</summary>
    public static Story Whole()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        story.Reject("Payroll runs until six.");
        story.Do(new RunCommand.Resume(Story.Olga));
        return story.Until(s => s.Ended, Story.Adam);
    }

    /// <summary>Writes the story into a ledger.</summary>
    public static ImmutableArray<LedgerEntry> Write(ILedger ledger, Story story, Action<DateTimeOffset>? at = null)
    {
        var stream = Streams.Of(story.State.Id);
        for (var i = 0; i < story.Events.Length; i++)
        {
            at?.Invoke(story.Events[i].At);
            Assert.IsType<Appended.Done>(ledger.Append([new StreamAppend(stream, i, [Streams.Entry(story.Events[i].Event, story.Events[i].Actor)])]));
        }
        return ledger.Read(stream);
    }

    /// <param name="name">What people are called; null: as in the story.</param>
    /// <param name="outputs">What the tools printed at each attempt; null: nothing.</param>
    public static RunSource Of(Story story, Func<UserId, string>? name = null, Func<StepId, OutputEvidence>? outputs = null)
    {
        using var ledger = new TestLedger();
        var entries = Write(ledger.Ledger, story, ledger.Clock.SetUtcNow);
        var evidence = RunEvidence.Of(entries.Select(RunEntry.Of))!;
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = SigningKey.First(secret, story.Events[0].At);
        var point = Checkpoint.Sign($"portal-{key.Id}", ledger.Ledger.Head, ledger.Clock.GetUtcNow(), key, secret);
        var names = new AuditNames(name ?? (id => story.People.FirstOrDefault(p => p.Id == id)?.Name ?? "the portal"), (_, step) => story.State.Plan[step].Title);
        return new RunSource(
            evidence, entries, names, story.Pair, new ProofState(point.Origin, ledger.Ledger.Head, [key], [point], point, [new AnchoredTo("file /mnt/other/portal-anchor.log", point, null)]),
            outputs is null ? [] : [.. RunSources.Attempts(evidence).Select(attempt => outputs(attempt.Step))], story.Time.GetUtcNow(), "Ada Auditor");
    }
}
