using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Notifications.Outbox;
using Portal.Runs;
using Portal.Storage.Ledger;

namespace Portal.Notifications;

/// <summary>Reads the ledger on from where it stopped and queues what people are to be told: nothing is lost over a restart, and nothing told twice.</summary>
/// <remarks>It only reads what was committed, so that no writer, and no run, ever waits for a message.</remarks>
internal sealed class LedgerFollower(
    SqliteLedger ledger, LedgerWatch watch, FollowStore store, IEnumerable<INoticeSource> sources, Dispatch dispatch, Bells bells, TimeProvider clock, ILogger<LedgerFollower> log)
    : BackgroundService, IHostedLifecycleService
{
    // Entries of another process, which shares the file, ring no bell here.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private const int Batch = 200;

    private readonly Signal _bell = new();
    private readonly ImmutableArray<INoticeSource> _sources = [.. sources];
    private long _from = -1;
    private long _stored = -1;

    // Before anything runs: what happens from here on is told.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Begin();
        watch.Appended += Rang;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        watch.Appended -= Rang;
        return Task.CompletedTask;
    }

    /// <summary>Finds where to read on from.</summary>
    internal void Begin() => _from = _stored = store.Begin();

    /// <summary>Reads up to the head.</summary>
    internal void Follow()
    {
        while (true)
        {
            ImmutableArray<LedgerEntry> batch = [.. ledger.All(_from).Take(Batch)];
            if (batch.IsEmpty) return;
            var telling = batch.LastOrDefault(entry => _sources.Any(source => source.Tells(entry.Kind)));
            // Entries that tell nobody anything are read again after a restart, which is cheaper than a write for each.
            if (telling is not null && !Tell(batch, telling.Seq)) continue;
            _from = batch[^1].Seq;
            if (_from - _stored >= Batch) Move(_from, [], []);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Yield();
                Follow();
            }
#pragma warning disable CA1031 // Whatever is wrong with one entry or the storage: the portal goes on, and it is tried again.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError(fault, "The ledger could not be read for messages after entry {Seq}; tried again in {Every}.", _from, Every);
            }
            await _bell.Wait(Every, clock, stoppingToken);
        }
    }

    private void Rang(ImmutableArray<LedgerEntry> entries)
    {
        if (entries.Any(entry => _sources.Any(source => source.Tells(entry.Kind)))) _bell.Ring();
    }

    private bool Tell(ImmutableArray<LedgerEntry> batch, long to)
    {
        ImmutableArray<Told> told = [.. batch.Where(entry => entry.Seq <= to).SelectMany(Of)];
        return Move(to, [.. told.SelectMany(one => dispatch.To(one))], [.. told.Select(one => one.Question).OfType<OpenQuestion>()]);
    }

    private IEnumerable<Told> Of(LedgerEntry entry)
    {
        foreach (var source in _sources.Where(source => source.Tells(entry.Kind)))
        {
            ImmutableArray<Told> told;
            try
            {
                told = [.. source.Of(entry)];
            }
            catch (Exception fault) when (fault is System.Text.Json.JsonException or NotSupportedException or InvalidOperationException or KeyNotFoundException)
            {
                // An entry of another release: it must not keep the later ones from being told.
                log.LogError(fault, "Entry {Seq} of the ledger could not be understood; nobody is told of it.", entry.Seq);
                continue;
            }
            foreach (var one in told) yield return one;
        }
    }

    /// <summary>Moves the position on; false: another process was first, and reading goes on from where that one is.</summary>
    private bool Move(long to, ImmutableArray<NewMessage> messages, ImmutableArray<OpenQuestion> questions)
    {
        var stored = store.Position();
        if (stored > _from)
        {
            _from = _stored = stored;
            return false;
        }
        if (!store.Move(stored, to, messages, questions)) return false;
        _stored = to;
        bells.Ring(messages.Select(message => message.Lane));
        return true;
    }
}
