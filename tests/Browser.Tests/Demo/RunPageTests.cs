using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Demo;

/// <summary>The run's page in a real browser: by keyboard alone, on a phone, and with a step that cannot succeed.</summary>
public sealed class RunPageTests(Chrome chrome) : Cast(chrome)
{
    private const string Pair = "erp-db-01";
    private PortalProcess _portal = null!;
    private Viewer _operator = null!;

    private protected override async Task Begin()
    {
        // A verify on Secondary finds another version than the planned one, however often it is tried.
        _portal = await PortalProcess.Demo(Stop, ($"Remoting:Simulation:Pairs:{Pair}:Fault", "verify-fails"), ($"Remoting:Simulation:Pairs:{Pair}:FaultOn", "Secondary"));
        _operator = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
    }

    [Fact]
    public async Task By_keyboard_from_the_list_of_runs_to_the_output_of_a_step_a_search_in_it_and_back()
    {
        var (run, _) = await Held();
        await _operator.Go("/runs");
        await _operator.Shoot("runs");
        await Tab(_operator.Page.GetByRole(AriaRole.Link, new() { Name = "ERP database" }));
        await Key("Enter");
        await _operator.Page.WaitForURLAsync(new Regex($"/runs/{run}"));
        await _operator.Live();

        var shown = _operator.Page.Locator("[data-roving] a[tabindex='0']");
        await Tab(shown);
        await Key("Home");
        await Key("ArrowDown");
        await Key("ArrowDown");
        await Key("Enter");
        await _operator.Page.WaitForURLAsync(new Regex(@"\?step=B1i$"));
        await _operator.Page.Locator(".line").First.WaitForAsync();
        await Assertions.Expect(_operator.Page.Locator("[data-roving] a:focus")).ToContainTextAsync("Install the planned updates on Secondary");

        await Key("/");
        await _operator.Page.Keyboard.TypeAsync("setting up");
        var count = _operator.Page.Locator(".tools .count");
        await Assertions.Expect(count).ToHaveTextAsync(new Regex(@"^1 of \d+$"));
        await Key("Enter");
        await Assertions.Expect(count).ToHaveTextAsync(new Regex(@"^2 of \d+$"));
        await Assertions.Expect(_operator.Page.Locator("mark.now")).ToBeInViewportAsync();
        await Key("Shift+Enter");
        await Assertions.Expect(count).ToHaveTextAsync(new Regex(@"^1 of \d+$"));

        await _operator.Page.GoBackAsync();
        await _operator.Page.WaitForURLAsync(new Regex($"/runs/{run}$"));
        await _operator.Page.GoBackAsync();
        await _operator.Page.WaitForURLAsync(new Regex("/runs$"));
    }

    [Fact]
    public async Task A_verify_that_cannot_succeed_is_tried_again_then_skipped_with_a_reason_and_the_run_says_so_to_its_end()
    {
        var (run, second) = await Held();
        await _operator.Shoot("run-held-verify");
        await _operator.PressWithReason("Retry…", "Retry", "The hold was lifted.");
        await _operator.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Attempt 2") }).WaitForAsync();
        await _operator.Says.GetByRole(AriaRole.Button, new() { Name = "Skip this step…" }).WaitForAsync();

        await _operator.Press("Skip this step…");
        await _operator.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("Held on purpose until Friday");
        await _operator.Shoot("run-skip-dialog");
        await _operator.Press("Skip this step");
        await RunFlow.ApproveToTheEnd(second, run, TimeSpan.FromMinutes(3));

        await RunFlow.Says(_operator, run, "Not verified on Secondary: Held on purpose until Friday.", TimeSpan.FromSeconds(20));
        await _operator.Page.Locator("[data-roving] a").Filter(new() { HasText = "Verify the updates on Secondary" }).ClickAsync();
        await _operator.Page.GetByText("skipped it: Held on purpose until Friday").WaitForAsync();
        await _operator.Shoot("run-completed-skipped");
        Assert.Contains(await Audited.Entries(second), line => line.Contains("step.skipped", StringComparison.Ordinal) && line.Contains("Held on purpose", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_tabs_that_answer_the_same_question_make_one_attempt()
    {
        var (run, _) = await Held();
        var other = await SignedIn(_portal, "operator", _portal.PasswordOf("operator"));
        await other.Go($"/runs/{run}");
        foreach (var tab in new[] { _operator, other })
        {
            await tab.Press("Retry…");
            await tab.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("From two tabs");
        }
        await _operator.Press("Retry");
        await _operator.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Attempt 2") }).WaitForAsync();

        await other.Press("Retry");

        await other.Page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = new Regex("went on while you were writing|was retried already|Only a step that failed") }).WaitForAsync();
        await _operator.Says.GetByRole(AriaRole.Button, new() { Name = "Retry…" }).WaitForAsync();
        Assert.Equal(0, await _operator.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Attempt 3") }).CountAsync());
    }

    [Fact]
    public async Task On_a_phone_a_step_of_the_list_leads_to_its_details_and_nothing_is_wider_than_the_screen()
    {
        var (run, _) = await Held();
        await _operator.Page.SetViewportSizeAsync(390, 844);
        await _operator.Go($"/runs/{run}");
        await _operator.Page.Locator("[data-roving] a").Filter(new() { HasText = "Install the planned updates on Secondary" }).ClickAsync();

        await Assertions.Expect(_operator.Page.Locator("#step-title")).ToBeInViewportAsync();
        await _operator.Page.Locator(".line").First.WaitForAsync();
        Assert.Equal(390, await _operator.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await _operator.Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Artifacts("screenshots"), "run-step-phone.png") });
        var (end, hits) = (_operator.Page.Locator(".pane"), _operator.Page.Locator(".tools .count"));
        await _operator.Page.GetByLabel("Search the output").FillAsync("unpacking");
        await Assertions.Expect(hits).ToHaveTextAsync(new Regex(@"^1 of \d+$"));
        await Assertions.Expect(end).ToBeVisibleAsync();

        var download = await _operator.Page.RunAndWaitForDownloadAsync(() => _operator.Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        Assert.Equal($"{run}-B1i-attempt-1.txt", download.SuggestedFilename);
    }

    [Fact]
    public async Task Who_scrolls_up_stays_where_they_read_and_is_taken_to_the_new_lines()
    {
        var (run, second) = await Held();
        await _operator.PressWithReason("Skip this step…", "Skip this step", "Held on purpose until Friday");
        Assert.EndsWith("/B7", (await Next(second, run))!, StringComparison.Ordinal);
        await RunFlow.Decide(second, "Approve", "Fine.");

        // The install on Primary prints for a second or two: long enough to scroll up in it, and more comes.
        await _operator.Go($"/runs/{run}?step=B8i");
        var pane = _operator.Page.Locator(".pane");
        await _operator.Page.Locator(".line").Nth(8).WaitForAsync();
        await pane.EvaluateAsync("p => { p.style.maxHeight = '90px'; p.scrollTop = -p.scrollHeight; }");
        var fresh = _operator.Page.Locator("button.new");
        await fresh.WaitForAsync();
        var top = await pane.EvaluateAsync<double>("p => p.querySelector('.line').getBoundingClientRect().top - p.getBoundingClientRect().top");
        Assert.InRange(top, -1, 30);
        Assert.Matches(@"\d+ new lines?", await fresh.InnerTextAsync());

        await fresh.ClickAsync();
        await fresh.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.InRange(await pane.EvaluateAsync<double>("p => p.scrollTop"), -8, 0);
    }

    /// <summary>A run that is held at its verify on Secondary; with the second admin who approved up to there.</summary>
    private async Task<(string Run, Viewer Second)> Held()
    {
        var second = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        var run = await RunFlow.Begin(_operator, Pair, "B");
        Assert.True(await RunFlow.ApproveNext(second, run, TimeSpan.FromMinutes(1)));
        await _operator.Go($"/runs/{run}");
        await _operator.Says.GetByRole(AriaRole.Button, new() { Name = "Retry…" }).WaitForAsync(new() { Timeout = 60_000 });
        return (run, second);
    }

    private static async Task<string?> Next(Viewer second, string run)
    {
        var question = await RunFlow.NextQuestion(second, run, TimeSpan.FromMinutes(1));
        if (question is not null) await second.Go(question);
        return question;
    }

    private Task Key(string key) => _operator.Page.Keyboard.PressAsync(key);

    /// <summary>Presses the Tab key until the focus is there; 60 times at most.</summary>
    private async Task Tab(ILocator wanted)
    {
        await wanted.First.WaitForAsync();
        for (var i = 0; i < 60; i++)
        {
            if (await wanted.First.EvaluateAsync<bool>("e => e === document.activeElement")) return;
            await Key("Tab");
        }
        Assert.Fail("The Tab key does not lead there.");
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;
}
