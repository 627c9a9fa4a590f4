using System.Net;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Portal.Components.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;

namespace Portal.Tests.Hub;

/// <summary>Every entry to an emergency and to its review, tried by everybody with everything but the right.</summary>
public sealed class GlassEntryTests : IDisposable
{
    private const string Pair = "orders-db-04";
    private readonly PatchedDemo _demo = new();
    private readonly GlassCast _cast;

    // Each holds something, and nobody what it takes: the role to break the glass, as it stands now.
    private static readonly (string Name, PortalRole[] Roles)[] MayNotBreak =
    [
        ("approver", [PortalRole.Approver]), ("super.admin", [PortalRole.Admin, PortalRole.Operator, PortalRole.Approver, PortalRole.Auditor]), ("nothing", []),
        ("glass.deactivated", [PortalRole.BreakGlass]), ("glass.demoted", [PortalRole.BreakGlass, PortalRole.Viewer]),
    ];

    private static readonly (string Name, PortalRole[] Roles)[] MayNotReview =
    [
        ("alone", [PortalRole.Operator, PortalRole.Approver, PortalRole.Admin, PortalRole.BreakGlass]), ("other.glass", [PortalRole.BreakGlass, PortalRole.Operator]),
        ("auditor", [PortalRole.Auditor, PortalRole.Viewer]), ("judge.deactivated", [PortalRole.Approver]), ("judge.demoted", [PortalRole.Admin, PortalRole.Viewer]),
    ];

    public GlassEntryTests() => _cast = new GlassCast(_demo);

    public void Dispose() => _demo.Dispose();

    [Fact]
    public async Task Nobody_breaks_the_glass_but_who_holds_the_role_now_on_the_page_with_a_credential()
    {
        await _cast.Create("alone", PortalRole.Operator, PortalRole.BreakGlass);
        foreach (var (name, roles) in MayNotBreak) await _cast.Create(name, roles);
        var (run, asked) = await _cast.Asking("alone", Pair);
        var page = $"/approvals/{run}/{asked.Step}";
        var sessions = new Dictionary<string, HttpClient>();
        foreach (var (name, _) in MayNotBreak) sessions[name] = await _cast.SignedIn(name);
        await _cast.Change("glass.deactivated", u => u.Standing = Standing.Deactivated);
        await _cast.Change("glass.demoted", u => u.Roles = [PortalRole.Viewer]);
        Dictionary<string, string> fields = new() { ["run"] = run.Value, ["step"] = asked.Step.Value, ["digest"] = asked.Digest, ["decision"] = "break-glass", ["reason"] = GlassCast.Why };

        foreach (var (name, browser) in sessions)
        {
            if (name is not ("glass.deactivated" or "glass.demoted")) Assert.DoesNotContain("Break the glass", await browser.GetStringAsync(new Uri(page, UriKind.Relative)), StringComparison.Ordinal);
            using var answer = await _cast.Post(browser, name, DecisionRoute.Path, Purpose.BreakGlass(run, asked.Step, asked.Digest), fields);
            Assert.Equal(name is "glass.deactivated" or "glass.demoted" ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect, answer.StatusCode);
            Assert.IsType<Reply.Refused>(await _cast.Break(name, run, asked));
            browser.Dispose();
        }
        foreach (var name in MayNotBreak.Select(e => e.Name).Append("alone"))
            Assert.IsType<Reply.Refused>(await _cast.Desk.Ask(_cast[name], run, by => new RunCommand.BreakGlass(by, asked.Step, asked.Digest, GlassCast.Why, "password"), default));
        await using var program = await _demo.Connect("operator");
        await program.StartAsync();
        foreach (var method in new[] { "BreakGlass", "Break", "Decide" })
            await Assert.ThrowsAsync<HubException>(() => program.InvokeAsync<object>(method, run.Value, asked.Step.Value, asked.Digest, GlassCast.Why));
        Assert.Empty(_cast.Of(run).State.GlassBreaks);
        Refused([.. MayNotBreak.Select(e => e.Name), "alone"], "run.breakglass");

        using var alone = await _cast.SignedIn("alone");
        Assert.Contains("Break the glass", await alone.GetStringAsync(new Uri(page, UriKind.Relative)), StringComparison.Ordinal);
        using var done = await _cast.Post(alone, "alone", DecisionRoute.Path, Purpose.BreakGlass(run, asked.Step, asked.Digest), fields);
        Assert.Equal(page, done.Headers.Location!.OriginalString);
        var broken = Assert.IsType<RunEvent.GlassBroken>(Assert.Single(_cast.Of(run).Events, e => e.Event is RunEvent.GlassBroken && e.Actor == _cast["alone"]).Event);
        Assert.Equal((asked.Digest, GlassCast.Why, "password"), (broken.Digest, broken.Reason, broken.Proof));
    }

    [Fact]
    public async Task Nobody_reviews_but_an_Approver_or_Admin_of_now_who_did_not_break_it()
    {
        foreach (var (name, roles) in MayNotReview) await _cast.Create(name, roles);
        await _cast.Create("approver", PortalRole.Approver);
        var (run, asked) = await _cast.Asking("alone", Pair);
        Assert.IsType<Reply.Done>(await _cast.Break("alone", run, asked));
        var page = OpenReview.AddressOf(run, _cast.Of(run).State.GlassBreaks[0]);
        await _cast.Abort("alone", run, Pair);
        var sessions = new Dictionary<string, HttpClient>();
        foreach (var (name, _) in MayNotReview) sessions[name] = await _cast.SignedIn(name);
        await _cast.Change("judge.deactivated", u => u.Standing = Standing.Deactivated);
        await _cast.Change("judge.demoted", u => u.Roles = [PortalRole.Viewer]);
        Dictionary<string, string> fields = new() { ["run"] = run.Value, ["digest"] = asked.Digest, ["finding"] = "right", ["reason"] = "It was needed." };

        foreach (var (name, browser) in sessions)
        {
            if (name is not ("judge.deactivated" or "judge.demoted"))
            {
                var html = await browser.GetStringAsync(new Uri(page, UriKind.Relative));
                Assert.Contains("You cannot review this.", html, StringComparison.Ordinal);
                Assert.DoesNotContain("action=\"/approvals/review\"", html, StringComparison.Ordinal);
            }
            using var answer = await _cast.Post(browser, name, ReviewRoute.Path, Purpose.Review(run, asked.Digest), fields);
            Assert.Equal(name is "judge.deactivated" or "judge.demoted" ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect, answer.StatusCode);
            Assert.IsType<Reply.Refused>(await _cast.Review(name, run, asked.Digest));
            browser.Dispose();
        }
        foreach (var name in MayNotReview.Select(e => e.Name).Append("approver"))
            Assert.IsType<Reply.Refused>(await _cast.Desk.Ask(_cast[name], run, by => new RunCommand.ReviewGlass(by, asked.Digest, true, "Fine.", "password"), default));
        await using var program = await _demo.Connect("second.admin");
        await program.StartAsync();
        foreach (var method in new[] { "ReviewGlass", "Review" })
            await Assert.ThrowsAsync<HubException>(() => program.InvokeAsync<object>(method, run.Value, asked.Digest, "Right", "Fine."));
        Assert.True(_cast.Of(run).State.AwaitsReview);
        Refused([.. MayNotReview.Select(e => e.Name), "approver"], "run.reviewglass");

        using var judge = await _cast.SignedIn("approver");
        using var done = await _cast.Post(judge, "approver", ReviewRoute.Path, Purpose.Review(run, asked.Digest), new(fields) { ["finding"] = "not-right" });
        Assert.Equal(page, done.Headers.Location!.OriginalString);
        using var twice = await _cast.Post(judge, "approver", ReviewRoute.Path, Purpose.Review(run, asked.Digest), new(fields) { ["finding"] = "not-right" });
        Assert.Equal(page, twice.Headers.Location!.OriginalString);
        var review = Assert.IsType<RunEvent.GlassReviewed>(Assert.Single(_cast.Of(run).Events, e => e.Event is RunEvent.GlassReviewed && e.Actor == _cast["approver"]).Event);
        Assert.Equal((asked.Digest, false, "It was needed.", "password"), (review.Digest, review.Justified, review.Reason, review.Proof));
        Assert.Contains("Reviewed: it was not right", WebUtility.HtmlDecode(await judge.GetStringAsync(new Uri(page, UriKind.Relative))), StringComparison.Ordinal);
    }

    private void Refused(IEnumerable<string> names, string action)
    {
        var refused = _demo.Get<ILedger>().Read(SecurityJournal.Stream).Where(e => e.Kind == "action.refused" && e.Data.Contains(action, StringComparison.Ordinal)).ToLookup(e => e.Actor);
        Assert.All(names, name => Assert.NotEmpty(refused[_cast[name]]));
    }
}
