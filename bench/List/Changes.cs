using Microsoft.AspNetCore.SignalR.Client;
using Portal.Bench.Portals;
using Portal.Live.Hub;

namespace Portal.Bench.List;

/// <summary>How much there is to show: changes of what the list says of the pairs, not of ages.</summary>
internal static class Changes
{
    public static async Task<double> PerSecond(PublishedPortal portal, TwoPeople people, TimeSpan watched, CancellationToken stop)
    {
        var cookies = await SignIn.By(portal, people.First, people.FirstPassword, stop);
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, "/hubs/pairs"), options => options.Cookies = cookies).Build();
        await connection.StartAsync(stop);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(watched);
        var known = new Dictionary<string, string>();
        var changes = 0;
        try
        {
            await foreach (var pair in connection.StreamAsync<PairMessage>("Watch", limit.Token))
            {
                var said = Said(pair);
                if (known.TryGetValue(pair.Id, out var before) && before != said) changes++;
                known[pair.Id] = said;
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Watched long enough.
        }
        return changes / watched.TotalSeconds;
    }

    private static string Said(PairMessage pair) =>
        string.Join('|', [pair.Need, pair.Active ?? "", pair.Primary.Reach.Value ?? "", pair.Secondary.Reach.Value ?? "", .. pair.Sync.SelectMany(s => new[] { s.Status.Value ?? "", s.LagBytes.Value ?? "" })]);
}
