using System.Text.Json;
using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;

namespace Portal.Remoting.Tests.Patroni;

/// <summary>What two real servers said (Patroni 3.0.2, PostgreSQL 15) while Secondary was patched and restarted, made active, and the cluster paused and resumed.</summary>
public sealed class CapturedPairTests
{
    private static readonly PairSnapshot[] Seen = [.. Replay()];

    [Fact]
    public void No_moment_shows_two_active_servers()
    {
        Assert.DoesNotContain(Seen, pair => pair.Primary.Role.Is(Role.Active) && pair.Secondary.Role.Is(Role.Active));
    }

    [Fact]
    public void The_active_server_moves_once_and_for_a_while_nobody_is_known_to_be_active()
    {
        Assert.Equal([Identity.Primary, Identity.Secondary], Seen.Where(pair => pair.Active is not null).Select(pair => pair.Active!.Value).Distinct());
        var moved = Array.FindIndex(Seen, pair => pair.Active == Identity.Secondary);
        Assert.DoesNotContain(Seen[moved..], pair => pair.Active == Identity.Primary);
        Assert.Null(Seen[moved - 1].Active);
    }

    [Fact]
    public void It_is_in_sync_before_after_the_restart_and_after_the_switchover_and_not_in_between()
    {
        Assert.Equal(
            ["unknown", "Synchronized", "Checking", "Synchronized", "unknown", "Checking", "Synchronized"],
            Changes(pair => pair.Sync[0].Status is { IsKnown: true } known ? known.Value.ToString() : "unknown"));
    }

    [Fact]
    public void The_restart_of_Secondary_is_seen_as_another_boot_and_its_patroni_as_stopped_before_and_after()
    {
        Assert.Equal(2, Seen.Where(pair => pair.Secondary.BootId.IsKnown).Select(pair => pair.Secondary.BootId.Value).Distinct().Count());
        Assert.Equal(
            ["Running", "Stopped", "unknown", "Stopped", "Running", "Suspended", "Running"],
            Changes(pair => pair.Secondary.Engine is { IsKnown: true } known ? known.Value.ToString() : "unknown"));
        Assert.Equal(
            [Reachability.Reachable, Reachability.Unreachable, Reachability.Reachable],
            Changes(pair => pair.Secondary.Reach).Where(reach => reach.IsKnown).Select(reach => reach.Value));
    }

    [Fact]
    public void The_install_is_seen_as_package_activity_and_leaves_a_restart_to_be_done()
    {
        Assert.Contains(Seen, pair => pair.Secondary.PackageActivity.Value?.Holder == "apt-get (pid 362)");
        Assert.Equal([false, true, false], Changes(pair => pair.Secondary.RebootRequired).Where(r => r.IsKnown).Select(r => r.Value));
    }

    /// <summary>The values in order, each run of equal ones once.</summary>
    private static IEnumerable<T> Changes<T>(Func<PairSnapshot, T> value)
    {
        var values = Seen.Select(value).ToList();
        return values.Where((v, i) => i == 0 || !Same(v, values[i - 1]));
    }

    // Readings differ in their times; what counts is what they say.
    private static bool Same<T>(T one, T other) => (one, other) switch
    {
        (Reading<Reachability> a, Reading<Reachability> b) => a.IsKnown == b.IsKnown && a.Value == b.Value,
        (Reading<bool> a, Reading<bool> b) => a.IsKnown == b.IsKnown && a.Value == b.Value,
        _ => EqualityComparer<T>.Default.Equals(one, other),
    };

    private static IEnumerable<PairSnapshot> Replay()
    {
        var said = new Dictionary<Identity, ServerFacts>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Patroni", "Samples", "patroni-3.0.2-restart-switchover-pause.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var at = row.RootElement.GetProperty("at").GetDateTimeOffset();
            said[Enum.Parse<Identity>(row.RootElement.GetProperty("on").GetString()!)] = row.RootElement.TryGetProperty("facts", out var facts)
                ? ServerFacts.Of(facts.Deserialize(WireJson.Default.HostFacts)!, at)
                : ServerFacts.None(row.RootElement.GetProperty("lost").GetString()!, at);
            var silent = ServerFacts.Unasked("It has not been heard yet.", at);
            yield return Facts.Snapshot(said.GetValueOrDefault(Identity.Primary, silent), said.GetValueOrDefault(Identity.Secondary, silent));
        }
    }
}
