using Orleans.Concurrency;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>The one owner of a pair in the whole cluster; keyed by the pair's id.</summary>
public interface IPairGrain : IGrainWithStringKey
{
    /// <summary>Makes sure that somebody watches the pair and drives its run.</summary>
    Task Wake();

    Task<Reply> Ask(RunId run, RunCommand command);

    Task<Reply<RunId>> Open(Plan plan);

    Task<Reply> PauseWatching(UserId by, string reason);

    Task<Reply> ResumeWatching(UserId by, string reason);

    /// <summary>Takes as long as the servers' package managers do, which Orleans' own limit of 30 s would cut off.</summary>
    [ResponseTimeout("00:06:00")]
    Task<Reply> Scan(UserId by);
}

/// <summary>Hosts the owner; Orleans sees to it that there is one. Calls interleave, so that an abort never queues behind an install.</summary>
[Reentrant]
[KeepAlive]
internal sealed class PairGrain(IPairCatalog pairs, OwnerPorts ports) : Grain, IPairGrain
{
    private PairOwner? _owner;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (pairs.Find(new PairId(this.GetPrimaryKeyString())) is { } pair)
        {
            _owner = new PairOwner(pair, ports);
            _owner.Begin();
        }
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_owner is { } owner) await owner.DisposeAsync();
    }

    public Task Wake() => Task.CompletedTask;

    public Task<Reply> Ask(RunId run, RunCommand command) => Recorded(() => (_owner, command) switch
    {
        ({ } owner, RunCommand.ByPerson wish) => owner.Ask(run, wish),
        // What was done to a pair has to be reviewed, also when the pair is gone.
        (null, RunCommand.ReviewGlass review) => PastRun.Review(ports, run, review),
        _ => Gone,
    });

    public Task<Reply<RunId>> Open(Plan plan)
    {
        try
        {
            return Task.FromResult(_owner?.Open(plan) ?? new Reply<RunId>.Refused("This pair is not declared any more.", "Declare it in appsettings.json again."));
        }
        catch (LedgerUnavailableException fault)
        {
            return Task.FromResult<Reply<RunId>>(new Reply<RunId>.Refused(fault.Message, Unrecorded.Remedy));
        }
    }

    public Task<Reply> PauseWatching(UserId by, string reason) => Recorded(() => _owner?.PauseWatching(by, reason) ?? Gone);

    public Task<Reply> ResumeWatching(UserId by, string reason) => Recorded(() => _owner?.ResumeWatching(by, reason) ?? Gone);

    public async Task<Reply> Scan(UserId by)
    {
        try
        {
            return _owner is { } owner ? await owner.Scan(by, CancellationToken.None) : Gone;
        }
        catch (LedgerUnavailableException fault)
        {
            return Unrecorded.Of(fault);
        }
    }

    // Said here: an exception would not cross from grain to caller as what it is.
    private static Task<Reply> Recorded(Func<Reply> ask)
    {
        try
        {
            return Task.FromResult(ask());
        }
        catch (LedgerUnavailableException fault)
        {
            return Task.FromResult<Reply>(Unrecorded.Of(fault));
        }
    }

    private static Reply Gone => new Reply.Refused("This pair is not declared any more.", "Declare it in appsettings.json again.");
}
