using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Evidence;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Reports.Runs;

/// <summary>Reads what a run's report is made of.</summary>
internal sealed class RunSources(ILedger ledger, IPeople people, IPairCatalog pairs, IRunOutput outputs, ProofReader proofs, TimeProvider clock)
{
    /// <summary>Shown of the output of one attempt, lines from its beginning and from its end.</summary>
    public const int First = 60, Last = 25;

    // A line may be long, and a pack has many: what is shown of all together is bounded.
    private const int MostShown = 1_500;

    /// <summary>Null when there is no such run.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">A release that knows more has written to this run.</exception>
    public RunSource? Read(RunId run, string by, CancellationToken stop)
    {
        var entries = ledger.Read(Streams.Of(run));
        if (RunEvidence.Of(entries.Select(RunEntry.Of)) is not { } evidence) return null;
        var names = new LedgerNames(ledger, people).Names;
        return new RunSource(evidence, entries, names, pairs.Find(evidence.State.Plan.Pair), proofs.Read(entries[0].Seq, entries[^1].Seq), [.. Outputs(evidence, stop)], clock.GetUtcNow(), by);
    }

    /// <summary>Keys of the attempts that may have printed something.</summary>
    public static IEnumerable<EffectKey> Attempts(RunEvidence evidence) =>
        from step in evidence.Steps
        from attempt in step.Attempts
        where attempt.Effect is not null
        select new EffectKey(evidence.State.Id, step.Planned.Id, attempt.Number);

    private IEnumerable<OutputEvidence> Outputs(RunEvidence evidence, CancellationToken stop)
    {
        var shown = 0;
        foreach (var key in Attempts(evidence))
        {
            stop.ThrowIfCancellationRequested();
            var output = Output(evidence.State, key, Math.Min(First, MostShown - shown));
            shown += output.First.Length + output.Last.Length;
            yield return output;
        }
    }

    private OutputEvidence Output(RunState state, EffectKey key, int first)
    {
        var (lines, begin, end) = (0L, ImmutableArray.CreateBuilder<string>(), new Queue<string>());
        IEnumerable<OutputLine> Noted()
        {
            foreach (var line in outputs.Read(key))
            {
                lines++;
                if (begin.Count < first) begin.Add(OutputFile.Line(line));
                else if (first > 0)
                {
                    end.Enqueue(OutputFile.Line(line));
                    if (end.Count > Last) end.Dequeue();
                }
                yield return line;
            }
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in OutputFile.Lines(state, key, Noted())) hash.AppendData(Encoding.UTF8.GetBytes(line));
        return new OutputEvidence(key.Step, key.Attempt, OutputFile.Name(key), lines > 0 ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null, lines, begin.ToImmutable(), [.. end]);
    }
}
