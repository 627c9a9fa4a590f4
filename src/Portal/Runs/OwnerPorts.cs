using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Live;
using Portal.Policies;

namespace Portal.Runs;

/// <summary>What the owner of a pair reaches the world through.</summary>
public sealed record OwnerPorts(
    ILedger Ledger,
    IPairLinks Links,
    IServiceProbes Probes,
    IEnrolments Enrolments,
    IPeople People,
    IApprovalPolicies Policies,
    IRunArchive Archive,
    IRunOutput Output,
    PairFeed Feed,
    ScanQueue Scans,
    TimeProvider Clock,
    ILogger<PairOwner> Log,
    IAnchorWatch? Anchors = null);

/// <summary>Lets only a few pairs scan by themselves at a time, so that a start of the portal is no stampede on the package repository.</summary>
public sealed class ScanQueue : IDisposable
{
    private readonly SemaphoreSlim _places = new(4);

    public async Task<IDisposable> Enter(CancellationToken stop)
    {
        await _places.WaitAsync(stop);
        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
