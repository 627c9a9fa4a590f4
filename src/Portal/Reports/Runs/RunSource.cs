using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Evidence;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Reports.Runs;

/// <summary>All that a run's report is made of; what renders it reads nothing more.</summary>
/// <param name="Entries">Of the run's stream, oldest first.</param>
/// <param name="Pair">As it is declared now; null when it is declared no more.</param>
/// <param name="Outputs">What the tools printed, attempt by attempt, in the order of the steps.</param>
/// <param name="AsOf">When it was read, UTC.</param>
/// <param name="By">Who makes the report.</param>
internal sealed record RunSource(
    RunEvidence Evidence,
    ImmutableArray<LedgerEntry> Entries,
    AuditNames Names,
    Pair? Pair,
    ProofState Proof,
    ImmutableArray<OutputEvidence> Outputs,
    DateTimeOffset AsOf,
    string By)
{
    public RunState State => Evidence.State;

    public string PairName => Pair?.Name ?? State.Plan.Pair.Value;

    public string Name(UserId id) => Names.Person(id);

    /// <summary>'B3 Reboot Secondary'.</summary>
    public string Step(StepId id) => $"{id} {State.Plan.Procedure.Steps.FirstOrDefault(s => s.Id == id)?.Title ?? ""}".TrimEnd();
}

/// <summary>What the tools printed during one attempt.</summary>
/// <param name="File">Name of the file in which the portal gives it.</param>
/// <param name="Sha256">Over that whole file, 64 hexadecimal digits; null when nothing was kept.</param>
/// <param name="Lines">How many lines were kept.</param>
/// <param name="First">The first of them, harmless text.</param>
/// <param name="Last">The last of them, when not all are among the first.</param>
internal sealed record OutputEvidence(StepId Step, int Attempt, string File, string? Sha256, long Lines, ImmutableArray<string> First, ImmutableArray<string> Last);

/// <summary>What proves the entries, as it stood when the report was made.</summary>
/// <param name="Origin">Names the installation.</param>
/// <param name="Keys">That sign checkpoints, the first one first.</param>
/// <param name="Checkpoints">Those that stand within the run, and the first that covers all of it.</param>
/// <param name="Covered">The first checkpoint at or after the last entry of the run; null: none yet.</param>
internal sealed record ProofState(string Origin, LedgerHead Head, ImmutableArray<SigningKey> Keys, ImmutableArray<Checkpoint> Checkpoints, Checkpoint? Covered, ImmutableArray<AnchoredTo> Anchors);

/// <summary>How far an anchor outside has got.</summary>
/// <param name="Newest">The newest checkpoint that it took; null: none.</param>
/// <param name="Fault">Why it did not take the last ones; null: it did.</param>
internal sealed record AnchoredTo(string Name, Checkpoint? Newest, string? Fault);
