using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Wakes the owner of every pair at start, and again and again: an open run never stays without a driver.</summary>
internal sealed class Resumer(IGrainFactory grains, IPairCatalog pairs, ILedger ledger, TimeProvider clock, ILogger<Resumer> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TellOrphans();
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var pair in pairs.All)
            {
                try
                {
                    await grains.GetGrain<IPairGrain>(pair.Id.Value).Wake().WaitAsync(stoppingToken);
                }
#pragma warning disable CA1031 // One pair that cannot be owned must not leave the others without an owner.
                catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    log.LogError(fault, "Pair {Pair} has no owner; tried again in {Every}.", pair.Id, Every);
                }
            }
            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    private void TellOrphans()
    {
        foreach (var stream in ledger.Streams(Streams.PairPrefix))
        {
            var id = new PairId(stream.Value[Streams.PairPrefix.Length..]);
            if (pairs.Find(id) is null && PairLock.Holder(ledger.Read(stream)) is { } run)
                log.LogWarning("Run {Run} is open on pair {Pair}, which is not declared any more: nothing drives it. Declare the pair again.", run, id);
        }
    }
}
