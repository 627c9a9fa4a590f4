using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Portal.Bench.Portals;
using Portal.Live.Hub;

namespace Portal.Bench.Rolling;

/// <summary>Two people who never hesitate: one starts the run at the hub, the other hears there what is asked, and approves it on its page at once.</summary>
internal static class Approvals
{
    /// <summary>Starts the run and approves until it has ended.</summary>
    /// <returns>Null when it ended, else why it is held.</returns>
    public static async Task<string?> Drive(PublishedPortal portal, TwoPeople people, string run, CancellationToken stop)
    {
        await using var ana = await Connected(portal, await SignIn.By(portal, people.First, people.FirstPassword, stop), stop);
        var page = await SignIn.By(portal, people.Second, people.SecondPassword, stop);
        await using var ben = await Connected(portal, page, stop);
        Demand(await ana.InvokeAsync<ReplyMessage>("Start", run, stop));
        var its = "";
        await foreach (var pair in ben.StreamAsync<PairMessage>("Watch", stop))
        {
            if (pair.Run?.Id == run) its = pair.Id;
            if (pair.Id != its) continue;
            if (pair.Run is null) return null;
            if (pair.Run.Hold is { } hold) return $"{hold.Why} {hold.Remedy}";
            // A question that was answered meanwhile is refused, which is no harm.
            if (pair.Run.Question is { } question) await Approve(portal, run, question.Step, people.SecondPassword, page, stop);
        }
        return "The hub's stream ended.";
    }

    // As on the page: a decision takes the password once more.
    private static Task Approve(PublishedPortal portal, string run, string step, string password, CookieContainer cookies, CancellationToken stop) =>
        PostedForm.Send(portal, new Uri(portal.Address, $"/approvals/{run}/{step}"), "/approvals/decide", [new("decision", "approve"), new("reason", "measurement"), new("password", password)], cookies, stop);

    private static async Task<HubConnection> Connected(PublishedPortal portal, CookieContainer cookies, CancellationToken stop)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(portal.Address, "/hubs/pairs"), options => options.Cookies = cookies).Build();
        await connection.StartAsync(stop);
        return connection;
    }

    private static void Demand(ReplyMessage reply)
    {
        if (!reply.Done) throw new InvalidOperationException($"{reply.Why} {reply.Remedy}");
    }
}
