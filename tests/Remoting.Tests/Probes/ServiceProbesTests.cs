using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Remoting.Probes;
using Portal.Remoting.Simulation;
using Portal.Remoting.Tests.Simulation;

namespace Portal.Remoting.Tests.Probes;

public sealed class ServiceProbesTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    /// <summary>For services that never answer; the others have all the time that a busy machine needs.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_tcp_port_that_accepts_answers()
    {
        await using var listener = Listener.BlackHole();
        Assert.All(await Beats(new ServiceProbe.Tcp("127.0.0.1", listener.Port), 5), beat => Assert.Equal(ServiceState.Answers, beat.State));
    }

    [Fact]
    public async Task A_tcp_port_that_refuses_is_silent()
    {
        Assert.All(await Beats(new ServiceProbe.Tcp("127.0.0.1", Listener.ClosedPort()), 5), beat => Assert.Equal(ServiceState.Silent, beat.State));
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_silent()
    {
        Assert.All(await Beats(new ServiceProbe.Tcp("no-such-host.invalid", 80), 2), beat => Assert.Equal(ServiceState.Silent, beat.State));
    }

    [Theory]
    [InlineData("200 OK", ServiceState.Answers)]
    [InlineData("302 Found", ServiceState.Answers)]
    [InlineData("404 Not Found", ServiceState.Silent)]
    [InlineData("503 Service Unavailable", ServiceState.Silent)]
    public async Task An_http_service_answers_with_a_status_below_400(string status, ServiceState state)
    {
        await using var listener = Listener.Http(status);
        Assert.All(await Beats(HttpTo(listener.Port), 3), beat => Assert.Equal(state, beat.State));
    }

    [Fact]
    public async Task Each_http_try_is_a_new_connection()
    {
        await using var listener = Listener.Http("200 OK");
        await Beats(HttpTo(listener.Port), 5);
        Assert.True(listener.Connections >= 5, $"5 tries used {listener.Connections} connections.");
    }

    [Fact]
    public async Task A_black_hole_does_not_stop_the_beat()
    {
        await using var listener = Listener.BlackHole();
        var beats = await Beats(HttpTo(listener.Port), 4, Short);
        Assert.All(beats, beat => Assert.Equal(ServiceState.Silent, beat.State));
        Assert.True(beats[3].At < beats[0].At + beats[0].Took, "The fourth try was begun only after the first had ended.");
        Assert.True(listener.Connections >= 4, "The tries did not overlap.");
    }

    [Theory]
    [InlineData(true, ServiceState.Answers)]
    [InlineData(false, ServiceState.Silent)]
    public async Task A_postgresql_answers_when_its_session_may_write(bool readWrite, ServiceState state)
    {
        await using var listener = Listener.PostgreSql(() => readWrite);
        var beats = await Beats(new ServiceProbe.PostgreSql(["127.0.0.1"], listener.Port, "app", "probe", null), 5);
        Assert.All(beats, beat => Assert.Equal(state, beat.State));
        Assert.True(listener.Connections >= 5, "A connection was used twice.");
    }

    [Fact]
    public async Task A_postgresql_that_accepts_and_never_speaks_is_silent_within_its_limit()
    {
        await using var listener = Listener.BlackHole();
        var beats = await Beats(new ServiceProbe.PostgreSql(["127.0.0.1"], listener.Port, "app", "probe", null), 2, Short);
        Assert.All(beats, beat => Assert.Equal(ServiceState.Silent, beat.State));
        Assert.True(listener.Connections >= 2, "The tries did not overlap.");
    }

    [Fact]
    public async Task Each_host_of_a_postgresql_pair_is_asked_though_the_first_is_a_black_hole()
    {
        await using var listener = Listener.BlackHole();
        await Beats(new ServiceProbe.PostgreSql(["127.0.0.1", "localhost"], listener.Port, "app", "probe", null), 1, Short);
        Assert.True(listener.Connections >= 2, "Only one host was asked.");
    }

    [Fact]
    public async Task A_password_file_that_cannot_be_read_leaves_the_service_silent()
    {
        var probe = new ServiceProbe.PostgreSql(["127.0.0.1"], Listener.ClosedPort(), "app", "probe", "/no/such/file");
        Assert.Equal(ServiceState.Silent, (await Beats(probe, 1))[0].State);
    }

    [Fact]
    public async Task A_simulated_switchover_is_noticed_for_as_long_as_it_takes()
    {
        var scene = new Scene();
        var meter = InterruptionMeter.Start(TimeSpan.FromMilliseconds(50));
        using var stop = new CancellationTokenSource();
        await using var beats = new ServiceProbes(scene.World, scene.Clock, NullLogger<ServiceProbes>.Instance)
            .Beat(scene.Pair, meter.Every, stop.Token).GetAsyncEnumerator();
        var switching = scene.Start(new Effect.Switchover(Identity.Secondary));
        while (!switching.IsCompleted)
        {
            var next = beats.MoveNextAsync().AsTask();
            while (!next.IsCompleted)
            {
                scene.Clock.Advance(TimeSpan.FromMilliseconds(10));
                await Task.WhenAny(next, Task.Delay(1));
            }

            Assert.True(await next);
            meter = meter.Add(beats.Current);
        }

        Assert.InRange(meter.Interruption.LongestGap, TimeSpan.FromSeconds(1.4), TimeSpan.FromSeconds(2));
        Assert.True(meter.Interruption.Failed > 0);
        await stop.CancelAsync();
    }

    [Fact]
    public void A_grid_finer_than_5_ms_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Probes().Beat(Scene.PairOf("simulated"), TimeSpan.FromMilliseconds(4), CancellationToken.None));

    private static ServiceProbe.Http HttpTo(int port) => new(new($"http://127.0.0.1:{port}/health"));

    private static ServiceProbes Probes(TimeSpan? limit = null) =>
        new(new SimulatedWorld(new(), TimeProvider.System), TimeProvider.System, NullLogger<ServiceProbes>.Instance)
        {
            Limit = limit ?? TimeSpan.FromSeconds(20),
        };

    private static async Task<List<ProbeBeat>> Beats(ServiceProbe probe, int count, TimeSpan? limit = null)
    {
        var seen = new List<ProbeBeat>();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var beat in Probes(limit).Beat(Scene.PairOf("simulated") with { Probe = probe }, Every, stop.Token))
        {
            seen.Add(beat);
            if (seen.Count == count)
                return seen;
        }

        Assert.Fail($"Only {seen.Count} of {count} tries ended within 30 s.");
        return seen;
    }
}
