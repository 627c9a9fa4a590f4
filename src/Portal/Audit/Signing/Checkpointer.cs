using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Storage.Ledger;

namespace Portal.Audit.Signing;

/// <summary>Signs the ledger's head at each approval, at the start and end of each run, and every 5 minutes, and brings the checkpoints to the anchors. No writer and no run waits for it.</summary>
internal sealed class Checkpointer(ILedger ledger, LedgerWatch watch, CheckpointStore store, Lazy<Signer> signer, IEnumerable<IAnchor> anchors, ProofSettings settings, TimeProvider clock, ILogger<Checkpointer> log)
    : BackgroundService, IHostedLifecycleService, ISigningState, IAnchorWatch
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5), Again = TimeSpan.FromSeconds(30);
    private const int Batch = 100;

    private readonly Signal _bell = new();
    private readonly ImmutableArray<IAnchor> _anchors = [.. anchors];
    private ImmutableDictionary<string, AnchorState> _states = ImmutableDictionary<string, AnchorState>.Empty;
    private DateTimeOffset _signedAt, _begunAt;
    private DateTimeOffset? _anchoredAt;

    public string? Unanchored
    {
        get
        {
            if (_anchors.IsEmpty) return null;
            // Before the first one was brought anywhere, the wait counts from the start.
            var since = _anchoredAt ?? _begunAt;
            return clock.GetUtcNow() - since <= settings.BlockAfter ? null
                : $"No place outside has confirmed the audit trail since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC.{string.Concat(_states.Values.Where(state => state.Fault is not null).Select(state => $" {state.Name}: {state.Fault!.TrimEnd('.')}."))}";
        }
    }

    public string KeyId => signer.Value.KeyId;

    public Checkpoint? Newest => store.Newest();

    public ImmutableArray<AnchorState> Anchors => [.. _anchors.Select(anchor => _states.GetValueOrDefault(anchor.Name) ?? new AnchorState(anchor.Name, null, null))];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        RestoreCheck.Demand(ledger, store, signer.Value, _anchors.OfType<FileAnchor>(), settings);
        (_begunAt, _anchoredAt) = (clock.GetUtcNow(), _anchors.IsEmpty ? null : store.AnchoredAt(_anchors.Select(anchor => anchor.Name)));
        watch.Appended += Heard;
        // One that was signed for an export is worth most when the anchors have it before somebody looks.
        store.Added += _bell.Ring;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What was done last is signed and brought out before the portal ends.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        watch.Appended -= Heard;
        store.Added -= _bell.Ring;
        Sign();
        await Bring(cancellationToken);
    }

    /// <summary>Whether an entry is worth a checkpoint of its own.</summary>
    internal static bool IsMarked(string kind) =>
        // A run's last entries are the one with which it gives its pair free, and what was measured of its last switchover.
        kind is PairLock.Closed or "step.interruption-measured" or "run.requested" or "run.started" or "run.completed" or "run.aborted" or "approval.granted" or "approval.rejected" or "approval.glass-broken" or "approval.glass-reviewed" or "policy.accepted" or "person.confirmed" or "audit.key-rotated";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            Sign();
            await Bring(stoppingToken);
            var owed = _states.Values.Any(state => state.Fault is not null);
            await _bell.Wait(owed ? Again : Every, clock, stoppingToken);
        }
    }

    private void Heard(ImmutableArray<LedgerEntry> entries)
    {
        if (entries.Any(entry => IsMarked(entry.Kind))) _bell.Ring();
    }

    private void Sign()
    {
        try
        {
            var (head, newest) = (ledger.Head, store.Newest());
            // A try again of an anchor signs nothing new; an idle portal signs the same head every 5 minutes.
            if (head.Seq == 0 || (newest?.Seq == head.Seq && clock.GetUtcNow() - _signedAt < Every)) return;
            store.Add(signer.Value.Sign(head));
            _signedAt = clock.GetUtcNow();
        }
        catch (LedgerUnavailableException fault)
        {
            log.LogError("The ledger's head could not be signed; tried again in {Every}. {Why}", Every, fault.Message);
        }
    }

    private async Task Bring(CancellationToken stop)
    {
        foreach (var anchor in _anchors)
        {
            try
            {
                while (store.Owed(anchor.Name, Batch) is { IsEmpty: false } owed)
                {
                    await anchor.Keep([.. owed.Select(one => one.Line)], stop);
                    store.Reached(anchor.Name, owed[^1].Number);
                    _states = _states.SetItem(anchor.Name, new AnchorState(anchor.Name, clock.GetUtcNow(), null));
                    _anchoredAt = clock.GetUtcNow();
                }
            }
            catch (Exception fault) when (fault is IOException or LedgerUnavailableException)
            {
                log.LogWarning("The anchor {Anchor} did not take checkpoints; tried again in {Again}. {Why}", anchor.Name, Again, fault.Message);
                _states = _states.SetItem(anchor.Name, new AnchorState(anchor.Name, _states.GetValueOrDefault(anchor.Name)?.KeptAt, fault.Message));
            }
        }
    }
}
