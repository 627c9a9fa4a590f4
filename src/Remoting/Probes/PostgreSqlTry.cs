using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Probes;

/// <summary>Asks the hosts for a read-write session: first the one that gave the last, then all others, so that a host that is a black hole does not hide one that serves.</summary>
internal sealed class PostgreSqlTry : IServiceTry
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(100);
    private readonly ImmutableArray<PostgreSqlHost> _hosts;
    private volatile PostgreSqlHost _last;

    public PostgreSqlTry(ServiceProbe.PostgreSql probe, string? password, TimeSpan limit)
    {
        _hosts = [.. probe.Hosts.Select(host => new PostgreSqlHost(probe, host, password, limit))];
        _last = _hosts[0];
    }

    public async Task<bool> Answers(CancellationToken stop)
    {
        var last = _last;
        List<Task<bool>> asked = [Ask(last, stop)];
        await Task.WhenAny(asked[0], Task.Delay(HeadStart, stop)).ConfigureAwait(false);
        if (asked[0].IsCompletedSuccessfully && await asked[0].ConfigureAwait(false))
            return true;
        // Those that are not waited for any more end by their own limit.
        asked.AddRange(_hosts.Where(host => host != last).Select(host => Ask(host, stop)));
        while (asked.Count > 0)
        {
            var first = await Task.WhenAny(asked).ConfigureAwait(false);
            if (await first.ConfigureAwait(false))
                return true;
            asked.Remove(first);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<bool> Ask(PostgreSqlHost host, CancellationToken stop)
    {
        var gives = await host.GivesReadWriteSession(stop).ConfigureAwait(false);
        if (gives)
            _last = host;
        return gives;
    }
}
