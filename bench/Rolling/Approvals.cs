using Microsoft.AspNetCore.SignalR.Client;
using Portal.Bench.Portals;
using Portal.Live.Hub;

namespace Portal.Bench.Rolling;

/// <summary>Two people at the hub who never hesitate: one starts the run, the other approves each step the moment it is asked.</summary>
internal static class Approvals
{
    /// <summary>Starts the run and approves until it has ended.</summary>
    /// <returns>Null when it ended, else why it is held.</returns>
    public static async Task<string?> Drive(PublishedPortal portal, TwoPeople people, string run, CancellationToken stop)
    {
        await using var ana = await Connected(portal, people.First, people.FirstPassword, stop);
        await using var ben = await Connected(portal, people.Second, people.SecondPassword, stop);
        Demand(await ana.InvokeAsync<ReplyMessage>("Start", run, stop));
        var its = "";
        await foreach (var pair in ben.StreamAsync<PairMessage>("Watch", stop))
        {
            if (pair.Run?.Id == run) its = pair.Id;
            if (pair.Id != its) continue;
            if (pair.Run is null) return null;
            if (pair.Run.Hold is { } hold) return $"{hold.Why} {hold.Remedy}";
            // A question that was answered meanwhile is refused, which is no harm.
            if (pair.Run.Question is { } question) await ben.InvokeAsync<ReplyMessage>("Approve", run, question.Step, question.Digest, "measurement", stop);
        }
        return "The hub's stream ended.";
    }

    private static async Task<HubConnection> Connected(PublishedPortal portal, string name, string password, CancellationToken stop)
    {
        var cookies = await SignIn.By(portal, name, password, stop);
        var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, "/hubs/pairs"), options => options.Cookies = cookies).Build();
        await connection.StartAsync(stop);
        return connection;
    }

    private static void Demand(ReplyMessage reply)
    {
        if (!reply.Done) throw new InvalidOperationException($"{reply.Why} {reply.Remedy}");
    }
}
