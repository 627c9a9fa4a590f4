using Microsoft.Extensions.Time.Testing;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Probes;

namespace Portal.Remoting.Tests.Probes;

public sealed class BeatLineTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
    private readonly ScriptedService _service = new();

    [Fact]
    public async Task Tries_are_begun_on_the_grid_while_none_is_answered()
    {
        using var stop = new CancellationTokenSource();
        var beats = Collect(3, stop);

        var first = await _service.Next();
        _clock.Advance(Every);
        var second = await _service.Next();
        _clock.Advance(Every);
        var third = await _service.Next();
        third.SetResult(true);
        second.SetResult(false);
        first.SetResult(true);

        var seen = await beats;
        Assert.Equal([0, 50, 100], seen.Select(beat => (beat.At - seen[0].At).TotalMilliseconds));
        Assert.Equal([ServiceState.Answers, ServiceState.Silent, ServiceState.Answers], seen.Select(beat => beat.State));
    }

    [Fact]
    public async Task A_try_that_is_never_answered_is_silent_after_its_limit_and_is_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        var beats = Collect(1, stop);
        await _service.Next();

        while (!beats.IsCompleted)
        {
            _clock.Advance(Every);
            await Task.Yield();
        }

        var beat = Assert.Single(await beats);
        Assert.Equal(ServiceState.Silent, beat.State);
        Assert.True(beat.Took >= Limit);
        Assert.True(_service.Stops.First().IsCancellationRequested);
    }

    [Fact]
    public async Task Places_on_the_grid_that_were_missed_are_left_out()
    {
        using var stop = new CancellationTokenSource();
        var beats = Collect(3, stop);
        (await _service.Next()).SetResult(true);
        _clock.Advance(TimeSpan.FromMilliseconds(220));
        (await _service.Next()).SetResult(true);
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        (await _service.Next()).SetResult(true);

        var seen = await beats;
        Assert.Equal([0, 220, 250], seen.Select(beat => (beat.At - seen[0].At).TotalMilliseconds));
    }

    [Fact]
    public async Task A_stopped_beat_ends_though_a_try_is_under_way()
    {
        using var stop = new CancellationTokenSource();
        var beats = Collect(1, stop);
        await _service.Next();
        await stop.CancelAsync();
        Assert.Empty(await beats.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private async Task<List<ProbeBeat>> Collect(int count, CancellationTokenSource stop)
    {
        var seen = new List<ProbeBeat>();
        await foreach (var beat in new BeatLine(_service, Every, Limit, _clock).Run(stop.Token))
        {
            seen.Add(beat);
            if (seen.Count == count)
                await stop.CancelAsync();
        }

        return seen;
    }
}
