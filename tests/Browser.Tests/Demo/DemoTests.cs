using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>What anybody can try in a minute: two people and simulated pairs.</summary>
public sealed class DemoTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;
    private Viewer _second = null!;

    private protected override async Task Begin()
    {
        _portal = await PortalProcess.Demo(Stop);
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        _second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        // The pictures show the product, not its tour.
        await _operator.Press("Leave the tour");
        await _second.Press("Leave the tour");
    }

    [Fact]
    public async Task Two_people_patch_a_simulated_pair_and_the_audit_trail_proves_it()
    {
        var began = Stopwatch.GetTimestamp();
        await _operator.Go("/");
        await _operator.Page.GetByRole(AriaRole.Link, new() { Name = "ERP database" }).WaitForAsync();
        await _operator.Shoot("pairs");

        var run = await RunFlow.Begin(_operator, Pair, "B");
        var approvals = await RunFlow.ApproveToTheEnd(_second, run, TimeSpan.FromMinutes(3));
        var took = Stopwatch.GetElapsedTime(began);
        Note($"portal listening after {_portal.StartTook.TotalSeconds:0.0} s; patched by two people in {took.TotalSeconds:0.0} s, {approvals} approvals");
        Assert.Equal(4, approvals);

        await _operator.Go($"/runs/{run}");
        await RunFlow.Interruptions(_operator, 2);
        await _operator.Shoot("run-completed");
        await _operator.Go($"/pairs/{Pair}");
        await _operator.Shoot("pair");
        await Audited.Verify(_second);
        await _second.Shoot("audit");
        var lines = await Audited.Entries(_second);
        Assert.Contains(lines, line => line.Contains("run.completed", StringComparison.Ordinal) && line.Contains(run, StringComparison.Ordinal));
        Assert.True((await Audited.Download(_second, "CSV")).Length > lines.Length / 2);

        await _second.Go($"/runs/{run}");
        var evidence = await _second.Page.RunAndWaitForDownloadAsync(() => _second.Page.GetByRole(AriaRole.Link, new() { Name = "PDF" }).ClickAsync());
        await evidence.SaveAsAsync(Path.Combine(Repository.Artifacts("screenshots"), "evidence.pdf"));
    }

    [Fact]
    public async Task Who_requested_a_run_is_told_why_they_cannot_approve_it()
    {
        var run = await RunFlow.Begin(_operator, Pair, "B");
        var question = await RunFlow.NextQuestion(_second, run, TimeSpan.FromMinutes(1));
        await _second.Go(question!);
        await _second.Shoot("decision");
        await _operator.Go($"/runs/{run}");
        await _operator.Page.GetByText("Waits for a second admin").First.WaitForAsync();
        await _operator.Shoot("run-waiting");

        await _operator.Go(question!);
        await _operator.Page.GetByText("You cannot decide this.").WaitForAsync();
        Assert.Equal(0, await _operator.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).CountAsync());
        await _operator.Go("/approvals");
        await _operator.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Waiting for others") }).WaitForAsync();
        await _operator.Shoot("approvals");
        Assert.Equal(0, await _operator.Page.GetByRole(AriaRole.Link, new() { Name = "Decide…" }).CountAsync());
    }

    [Fact]
    public async Task A_rejected_step_holds_the_run_and_a_resume_asks_anew()
    {
        var run = await RunFlow.Begin(_operator, Pair, "B");
        var question = await RunFlow.NextQuestion(_second, run, TimeSpan.FromMinutes(1));
        await _second.Go(question!);
        var code = await _second.Page.Locator(".code.mono").First.InnerTextAsync();
        await RunFlow.Decide(_second, "Reject", "Payroll runs until six.");

        var says = await RunFlow.Says(_operator, run, "Payroll runs until six.", TimeSpan.FromSeconds(20));
        Note(says);
        await _operator.Shoot("run-rejected");
        await _operator.Press("Resume and ask anew");

        await _second.Go(question!);
        var again = _second.Page.Locator(".code.mono").First;
        await again.WaitForAsync();
        Assert.NotEqual(code, await again.InnerTextAsync());
        await RunFlow.Decide(_second, "Approve", "Payroll is done.");
        await RunFlow.ApproveToTheEnd(_second, run, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task Pressing_start_twice_starts_once()
    {
        await _operator.Go($"/pairs/{Pair}/plan?procedure=Switchover");
        await _operator.Page.GetByLabel("Reason").FillAsync("Twice by mistake");
        await _operator.Page.GetByRole(AriaRole.Button, new() { Name = "Request only" }).DblClickAsync();
        await _operator.Page.WaitForURLAsync(new Regex("/runs/"));
        await _operator.Live();
        await _operator.Page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).DblClickAsync();
        await _operator.Says.Filter(new() { HasText = "second admin" }).WaitForAsync();

        var lines = await Audited.Entries(_second);
        Assert.Single(lines, line => line.Contains("run.requested", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("run.started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_aborted_run_says_how_it_leaves_the_pair_and_offers_the_way_back_to_normal()
    {
        var run = await RunFlow.Begin(_operator, Pair, "B");
        foreach (var _ in new[] { "B3", "B7", "B10" })
            Assert.True(await RunFlow.ApproveNext(_second, run, TimeSpan.FromMinutes(1)));
        Assert.EndsWith("/B14", await RunFlow.NextQuestion(_second, run, TimeSpan.FromMinutes(1)), StringComparison.Ordinal);
        await _operator.Go($"/runs/{run}");
        await _operator.PressWithReason("Abort…", "Abort the run", "The change window was cut short.");
        await _operator.Says.Filter(new() { HasText = "Secondary is active, Primary passive" }).WaitForAsync();
        await _operator.Shoot("run-aborted");

        await _operator.Page.GetByRole(AriaRole.Link, new() { Name = "Plan the way back to normal" }).ClickAsync();
        var back = await RunFlow.Request(_operator);
        Assert.Equal(1, await RunFlow.ApproveToTheEnd(_second, back, TimeSpan.FromMinutes(2)));
        await RunFlow.Says(_operator, back, "Primary is active, Secondary passive", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_pair_with_two_active_servers_is_left_alone()
    {
        await _operator.Go("/pairs/print-01/plan?procedure=B");
        await RunFlow.Scanned(_operator);
        var run = await RunFlow.Request(_operator);
        Note(await RunFlow.Says(_operator, run, "active", TimeSpan.FromSeconds(20)));
        await _operator.Page.GetByRole(AriaRole.Button, new() { Name = "Check again and resume" }).WaitForAsync();
        Assert.DoesNotContain(await Audited.Entries(_second), line => line.Contains("step.started", StringComparison.Ordinal) && line.Contains(run, StringComparison.Ordinal));
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
