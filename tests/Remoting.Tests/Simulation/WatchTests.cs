using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class WatchTests
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task The_first_snapshot_comes_at_once()
    {
        await using var watch = _scene.Link.Watch(CancellationToken.None).GetAsyncEnumerator();
        var first = watch.MoveNextAsync();
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Equal(_scene.Pair.Id, watch.Current.Pair);
    }

    [Fact]
    public async Task A_quiet_pair_is_seen_again_within_2_seconds()
    {
        await using var watch = _scene.Link.Watch(CancellationToken.None).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync();
        Assert.False(next.IsCompleted);
        _scene.Live(2);
        Assert.True(await next);
        Assert.Equal(_scene.Clock.GetUtcNow(), watch.Current.Primary.Reach.At);
    }

    [Fact]
    public async Task A_lost_server_is_seen_without_waiting()
    {
        await using var watch = _scene.Link.Watch(CancellationToken.None).GetAsyncEnumerator();
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync();
        _scene.Servers.Inject(SimulatedFault.Unreachable, Identity.Secondary);
        Assert.True(await next);
        Assert.True(watch.Current.Secondary.Reach.Is(Reachability.Unreachable));
    }

    [Fact]
    public async Task A_switchover_is_seen_at_the_moment_when_the_roles_move()
    {
        await using var watch = _scene.Link.Watch(CancellationToken.None).GetAsyncEnumerator();
        _ = _scene.Start(new Effect.Switchover(Identity.Secondary));
        await watch.MoveNextAsync();
        var seen = new List<Identity?>();
        for (var i = 0; i < 10; i++)
        {
            await _scene.End(watch.MoveNextAsync().AsTask());
            seen.Add(watch.Current.Active);
        }

        Assert.Equal([Identity.Primary, null, Identity.Secondary], seen.Aggregate(new List<Identity?>(), (all, one) => all is [.., var last] && last == one ? all : [.. all, one]));
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        await using var watch = _scene.Link.Watch(stop.Token).GetAsyncEnumerator(CancellationToken.None);
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
