using Bunit;
using Portal.Components.Approvals;
using Portal.Components.Pages;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;

namespace Portal.Tests.Pages;

public sealed class DecisionPageTests
{
    private static IRenderedComponent<DecisionPage> Open(PageStage stage, Story story, string step) =>
        stage.Context.Render<DecisionPage>(p => p.Add(x => x.RunText, story.State.Id.Value).Add(x => x.StepText, step));

    private static string Posted(IRenderedComponent<DecisionPage> page, string field) => page.Find($"form input[name={field}]").GetAttribute("value")!;

    [Fact]
    public async Task An_approver_sees_exactly_what_and_posts_the_digest_that_is_shown()
    {
        var story = Story.Planned().Start().Until(s => s.Asked?.Step.Value == "B7", Story.Adam);
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story, "B7");

        Assert.Contains("Switch over erp-db-01 to Secondary?", page.Find("h1").TextContent);
        Assert.Contains("1.39 s last time", page.Markup);
        Assert.Contains("Active nowPrimary", page.Find(".card").TextContent);
        Assert.Contains("Active afterwardsSecondary", page.Find(".card").TextContent);
        Assert.Contains(story.State.Asked!.Code, page.Find(".card").TextContent);
        Assert.Contains("3.0.14-1~deb12u1 → 3.0.15-1~deb12u1", page.Find(".card").TextContent);
        Assert.Equal("/approvals/decide", page.Find("form").GetAttribute("action"));
        Assert.Equal("post", page.Find("form").GetAttribute("method"));
        Assert.Equal((story.State.Id.Value, "B7", story.State.Asked.Digest), (Posted(page, "run"), Posted(page, "step"), Posted(page, "digest")));
        Assert.Equal(["approve", "reject"], page.FindAll("form button[name=decision]").Select(b => b.GetAttribute("value")));
    }

    [Fact]
    public async Task The_form_asks_for_the_password_and_its_challenge_is_renewed_while_the_page_is_read()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story, "B2");
        var challenges = (Challenges)stage.Context.Services.GetService(typeof(Challenges))!;
        var first = Posted(page, "challenge");

        Assert.Equal("current-password", page.Find("form input[type=password]").GetAttribute("autocomplete"));
        stage.Time.Advance(Challenges.Life - TimeSpan.FromSeconds(30));
        page.WaitForAssertion(() => Assert.NotEqual(first, Posted(page, "challenge")));

        stage.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(challenges.TryUse(Story.Adam.Id, first, out _));
        Assert.True(challenges.TryUse(Story.Adam.Id, Posted(page, "challenge"), out var used));
        Assert.Equal(Purpose.Decision(story.State.Id, new("B2"), story.State.Asked!.Digest), used.Purpose);
    }

    // has: p password only, t code app, k passkey, l passkey at an address of numbers; the fields of the form in order.
    [Theory]
    [InlineData("p", Demand.Password, "password")]
    [InlineData("t", Demand.Password, "code")]
    [InlineData("t", Demand.Totp, "code")]
    [InlineData("k", Demand.Password, "passkey code")]
    [InlineData("k", Demand.Passkey, "passkey")]
    [InlineData("l", Demand.Totp, "code")]
    [InlineData("p", Demand.Totp, null)]
    [InlineData("t", Demand.Passkey, null)]
    public async Task The_form_asks_for_what_the_person_has_and_says_what_is_lacking(string has, Demand demand, string? fields)
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story) { Approvals = new ApprovalSettings(demand) };
        stage.Factors.Has = has == "p" ? Enrolled.Nothing : new Enrolled(has == "t", false, 10, has is "k" or "l" ? [new PasskeyName("AAAA", "Phone", DateTimeOffset.UnixEpoch)] : []);
        if (has == "l") stage.Navigation.NavigateTo("http://127.0.0.1/approvals");
        var page = Open(stage, story, "B2");

        if (fields is null)
        {
            Assert.Empty(page.FindAll("form"));
            Assert.Equal("/account/security", page.Find(".say a").GetAttribute("href"));
            return;
        }
        var asked = page.FindAll("form input").Select(i => i.GetAttribute("name")).Where(n => n is "password" or "code" or "passkey");
        Assert.Equal(fields, string.Join(' ', asked));
        Assert.All(page.FindAll("form input[name=code]"), i => Assert.Equal("one-time-code", i.GetAttribute("autocomplete")));
        Assert.Equal(has != "k", page.FindAll("form input[required]").Count == 1);
        Assert.Equal(has == "l", page.Markup.Contains("http://localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_requester_reads_why_they_may_not_decide_and_has_no_form()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Olga, story);
        var page = Open(stage, story, "B2");

        Assert.Contains("the requester never approves it", page.Markup);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task A_person_without_the_role_has_no_form()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Vera, story);
        var page = Open(stage, story, "B2");

        Assert.Contains("does not hold the Approver role", page.Markup);
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task What_is_posted_does_not_change_under_the_reader()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        var seen = story.State.Asked!;
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story, "B2");

        story.Do(new RunCommand.Reject(Story.Adam, seen.Step, seen.Digest, "Wait."));
        story.Do(new RunCommand.Resume(Story.Olga)).UntilAsked("B2");
        var now = story.State.Asked!;
        stage.Feed.Publish(story.View());
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Assert.Contains(now.Code, page.Find("[role=alert]").TextContent));

        Assert.Equal(seen.Digest, Posted(page, "digest"));
        Assert.All(page.FindAll("form button"), b => Assert.True(b.HasAttribute("disabled")));

        await page.FindAll("button").Single(b => b.TextContent == "Show what is asked now").ClickAsync(new());
        Assert.Equal(now.Digest, Posted(page, "digest"));
        Assert.All(page.FindAll("form button"), b => Assert.False(b.HasAttribute("disabled")));
    }

    [Fact]
    public async Task A_decided_question_says_what_became_of_it()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        story.Do(new RunCommand.Reject(Story.Adam, story.State.Asked!.Step, story.State.Asked.Digest, "Not tonight."));
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story, "B2");

        Assert.Contains("Nothing is asked for this step now", page.Markup);
        Assert.Contains("Adam Approver rejected it", page.Markup);
        Assert.Contains("Not tonight.", page.Markup);
    }

    [Fact]
    public async Task A_refusal_is_shown_to_the_one_it_was_said_to_with_what_they_wrote()
    {
        var story = Story.Planned().Start().UntilAsked("B2");
        await using var stage = new PageStage(Story.Adam, story);
        var answers = stage.Context.Services.GetService(typeof(DecisionAnswers)) as DecisionAnswers;
        var sealedAnswer = answers!.Seal(Story.Adam.Id, new Reply.Refused("The question has expired.", "Resume the run."), "Checked both.");
        stage.Navigation.NavigateTo($"/approvals/{story.State.Id}/B2?answer={sealedAnswer}");
        var page = Open(stage, story, "B2");

        Assert.Contains("The question has expired.", page.Find("[role=alert]").TextContent);
        Assert.Equal("Checked both.", page.Find("textarea").TextContent);
        Assert.Null(answers.Open(Story.Olga.Id, sealedAnswer));
        Assert.Null(answers.Open(Story.Adam.Id, sealedAnswer[..^4] + "AAAA"));
    }

    [Fact]
    public async Task A_step_that_does_not_exist_leads_to_the_desk()
    {
        var story = Story.Planned();
        await using var stage = new PageStage(Story.Adam, story);
        var page = Open(stage, story, "Z9");

        Assert.Contains("There is nothing like this to decide", page.Markup);
    }
}
