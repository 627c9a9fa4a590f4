using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Portal.Browser.Tests.People;

/// <summary>What people do with a run: plan, start, decide, and read how it ends.</summary>
internal static partial class RunFlow
{
    /// <summary>Scans if need be, requests and starts; gives back the run's id.</summary>
    public static async Task<string> Begin(Viewer by, string pair, string procedure)
    {
        await by.Go($"/pairs/{pair}/plan?procedure={procedure}");
        await Scanned(by);
        return await Request(by);
    }

    /// <summary>On the plan's page: has both servers scanned, unless there is a plan already.</summary>
    public static async Task Scanned(Viewer by)
    {
        var request = by.Page.GetByRole(AriaRole.Button, new() { Name = "Request and start" });
        if (await request.IsVisibleAsync()) return;
        await by.Press("Scan both servers now");
        await request.WaitForAsync(new() { Timeout = 60_000 });
    }

    /// <summary>On the plan's page: gives a reason, requests and starts; gives back the run's id.</summary>
    public static async Task<string> Request(Viewer by)
    {
        await by.Page.GetByLabel("Reason").FillAsync("Monthly patches");
        await by.Press("Request and start");
        await by.Page.WaitForURLAsync(new Regex("/runs/"));
        return by.Page.Url.Split('/')[^1];
    }

    /// <summary>Approves whatever is asked until the run has completed; fails when it is held instead.</summary>
    /// <returns>How many approvals it took.</returns>
    public static async Task<int> ApproveToTheEnd(Viewer by, string run, TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        for (var approvals = 0; ; approvals++)
        {
            if (!await ApproveNext(by, run, limit - Stopwatch.GetElapsedTime(began))) return approvals;
        }
    }

    /// <summary>Waits for the next question and approves it; false when the run has completed instead.</summary>
    public static async Task<bool> ApproveNext(Viewer by, string run, TimeSpan limit)
    {
        if (await NextQuestion(by, run, limit) is not { } question) return false;
        await by.Go(question);
        await Decide(by, "Approve", "Looked at both servers; the other one serves.");
        return true;
    }

    /// <summary>Writes a reason and presses 'Approve' or 'Reject' on a decision's page.</summary>
    public static async Task Decide(Viewer by, string decision, string reason)
    {
        await by.Page.GetByLabel("Reason").FillAsync(reason);
        await by.Page.GetByLabel("Your password").FillAsync(by.Password);
        var answer = await by.Page.RunAndWaitForResponseAsync(() => by.Press(decision), response => response.Url.EndsWith("/approvals/decide", StringComparison.Ordinal));
        Assert.DoesNotContain("answer=", answer.Headers["location"], StringComparison.Ordinal);
        await by.Page.WaitForURLAsync(new Uri(new Uri(answer.Url), answer.Headers["location"]).AbsoluteUri);
        await by.Live();
    }

    /// <summary>The address of what is asked of this person next; null when the run has completed instead.</summary>
    public static async Task<string?> NextQuestion(Viewer by, string run, TimeSpan limit)
    {
        await by.Go($"/runs/{run}");
        var decide = by.Says.GetByRole(AriaRole.Link, new() { Name = "Decide…" });
        var completed = by.Says.GetByText("Completed.");
        var held = by.Says.GetByRole(AriaRole.Button, new() { NameRegex = Holds() });
        await decide.Or(completed).Or(held).First.WaitForAsync(new() { Timeout = (float)Math.Max(1, limit.TotalMilliseconds) });
        if (await completed.IsVisibleAsync()) return null;
        Assert.False(await held.IsVisibleAsync(), $"The run is held: {await by.Says.InnerTextAsync()}");
        return await decide.GetAttributeAsync("href");
    }

    /// <summary>What the run's page says that users noticed, one sentence for each switchover.</summary>
    public static async Task<IReadOnlyList<string>> Interruptions(Viewer by, int expected)
    {
        var measured = by.Page.Locator("section", new() { HasText = "Interruptions for users" }).Locator(".v", new() { HasText = "tries failed" });
        await Assertions.Expect(measured).ToHaveCountAsync(expected, new() { Timeout = 10_000 });
        return await measured.AllInnerTextsAsync();
    }

    /// <summary>Waits until the run's sentence has the text.</summary>
    public static async Task<string> Says(Viewer by, string run, string text, TimeSpan limit)
    {
        await by.Go($"/runs/{run}");
        await by.Says.Filter(new() { HasText = text }).WaitForAsync(new() { Timeout = (float)limit.TotalMilliseconds });
        return await by.Says.InnerTextAsync();
    }

    [GeneratedRegex("^(Retry…|Check again and resume|Resume and ask anew|Look again)$")]
    private static partial Regex Holds();
}
