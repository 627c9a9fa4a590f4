using Portal.Core.Audit;
using Portal.Storage.Ledger;

namespace Portal.Storage.Health;

/// <summary>Tries whether the portal can write: so that a full disk shows on every page before somebody needs it, and goes away from there when it is over.</summary>
internal sealed class WriteProbe(SqliteLedger ledger, StorageHealth health, TimeProvider clock, ILogger<WriteProbe> log) : BackgroundService
{
    /// <summary>Between two tries when nothing else is written, and while there is a trouble.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5), Again = TimeSpan.FromSeconds(2);

    private string? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (health.Now is not null || health.SinceWritten >= Every) Try();
            await Task.Delay(health.Now is null ? Every : Again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One try; what it meets is told to <see cref="StorageHealth"/> by the ledger itself.</summary>
    internal void Try()
    {
        var before = health.Now;
        Tell(before);
        try
        {
            if (before is null)
            {
                ledger.Beat();
                return;
            }
            ledger.TryRoom();
            health.Works();
            log.LogWarning("The portal can write again; it could not since {Since:O}.", before.Since);
            _told = null;
        }
        catch (LedgerUnavailableException)
        {
            Tell(health.Now);
        }
#pragma warning disable CA1031 // A mistake in the trial must not end the trials.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(fault, "Trying whether the portal can write failed.");
        }
    }

    // Once for each trouble: the pages and /health go on saying it.
    private void Tell(StorageTrouble? trouble)
    {
        if (trouble is null || trouble.What == _told) return;
        _told = trouble.What;
        log.LogError("Nothing can be recorded, so nothing is begun: {What}. {Remedy}", trouble.What, trouble.Remedy);
    }
}
