using System.Diagnostics;
using Portal.Audit.Signing;
using Portal.Core.Audit;

namespace Portal.Audit;

/// <summary>What a verification of the whole ledger found.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Entries">How many entries were checked.</param>
/// <param name="After">The archive that the first of them follows, which was not looked at; null: that is entry 1.</param>
public sealed record Proof(ChainCheck Result, DateTimeOffset At, TimeSpan Took, long Entries, ArchivedPart? After = null);

/// <summary>Verifies the ledger away from everybody's circuit; whoever asks while it is under way gets that one's result.</summary>
/// <param name="checkpoints">Looks at the signed checkpoints once the chain is whole; null: only the chain.</param>
public sealed class LedgerProof(ILedger ledger, TimeProvider time, CheckpointCheck? checkpoints = null)
{
    private readonly Lock _gate = new();
    private Task<Proof>? _under;

    /// <summary>The newest result; null until somebody asked.</summary>
    public Proof? Last { get; private set; }

    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    public Task<Proof> Check()
    {
        lock (_gate)
        {
            if (_under is null or { IsCompleted: true }) _under = Task.Run(Verify);
            return _under;
        }
    }

    private Proof Verify()
    {
        var began = Stopwatch.GetTimestamp();
        var result = ledger.Verify();
        if (result is ChainCheck.Whole && checkpoints?.Look() is { } wrong) result = wrong;
        // What stands in archives was not looked at.
        var after = ledger.Archived;
        var archived = after?.Head.Seq ?? 0;
        var entries = result switch { ChainCheck.Whole whole => whole.Head.Seq - archived, ChainCheck.Broken broken => Math.Max(0, broken.Seq - 1 - archived), _ => 0 };
        var proof = new Proof(result, time.GetUtcNow(), Stopwatch.GetElapsedTime(began), entries, after);
        Last = proof;
        return proof;
    }
}
