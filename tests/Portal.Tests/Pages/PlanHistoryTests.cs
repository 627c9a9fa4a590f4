using Microsoft.Extensions.Time.Testing;
using Portal.Components.Plans;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Tests.Runs;

namespace Portal.Tests.Pages;

public sealed class PlanHistoryTests
{
    private static RunState Completed(params double[] gaps)
    {
        var story = Story.Planned().Start().Until(s => s.Ended, Story.Adam);
        var at = 0;
        foreach (var step in new[] { "B7", "B14" })
            if (at < gaps.Length) story.Do(new RunCommand.Measured(new StepId(step), 1, new Interruption(TimeSpan.FromSeconds(gaps[at++]), 100, 3, TimeSpan.FromMilliseconds(20))));
        return story.State;
    }

    private static Plan Now => Rehearsed.Plan(Story.Planned());

    [Fact]
    public void Nothing_is_told_where_nothing_was_measured()
    {
        var history = PlanHistory.Of(Now, []);

        Assert.Equal((null, null, 0), (history.Gaps, history.Whole, history.Steps.Count));
        Assert.Contains("duration not known yet", PlanOutlook.Total(Now, history));
        Assert.Contains("nobody knows", PlanOutlook.Duration(history));
        Assert.Equal("Users may notice a short interruption; none was measured on this pair yet.", PlanOutlook.Gaps(Now with { ExpectedInterruption = null }, history));
    }

    [Fact]
    public void Median_and_longest_of_the_switchovers_are_told_with_how_many()
    {
        var history = PlanHistory.Of(Now, [Completed(1.5, 1.2), Completed(4)]);

        Assert.Equal(new Past(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4), 3), history.Gaps);
        Assert.Equal("Users noticed 1.5 s at the median and 4 s at the longest of this pair's last 3 switchovers.", PlanOutlook.Gaps(Now, history));
    }

    [Fact]
    public void What_people_took_to_decide_is_in_no_duration()
    {
        var quick = Completed();
        var story = Story.Planned().Start().UntilAsked("B2");
        story.Tick(1800);
        var slow = story.Until(s => s.Ended, Story.Adam).State;

        var (one, two) = (PlanHistory.Of(Now, [quick]), PlanHistory.Of(Now, [slow]));

        Assert.NotNull(one.Whole);
        Assert.Equal(one.Whole, two.Whole);
        Assert.True(slow.EndedAt - slow.StartedAt > TimeSpan.FromMinutes(30));
        Assert.Contains($"about {PlanOutlook.Round(one.Whole.Median)}", PlanOutlook.Total(Now, one));
        Assert.Contains(new StepId("B3"), one.Steps.Keys);
    }

    [Fact]
    public void Runs_of_other_steps_tell_of_single_steps_only()
    {
        var stay = Rehearsed.Plan(Story.Planned(), ends: EndsOn.Secondary);

        var history = PlanHistory.Of(stay, [Completed()]);

        Assert.Null(history.Whole);
        Assert.Contains(new StepId("B1i"), history.Steps.Keys);
        Assert.Contains("beside them", PlanOutlook.Duration(history));
    }

    [Fact]
    public void A_run_that_was_aborted_counts_for_its_steps_and_not_as_a_whole()
    {
        var story = Story.Planned(time: new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero))).Start().UntilStep("B4", StepStatus.Done, Story.Adam);
        story.Do(new RunCommand.Abort(Story.Olga, "Enough."));

        var history = PlanHistory.Of(Now, [story.State]);

        Assert.Null(history.Whole);
        Assert.Contains(new StepId("B3"), history.Steps.Keys);
        Assert.DoesNotContain(new StepId("B14"), history.Steps.Keys);
    }

    [Fact]
    public void The_buttons_say_what_runs_at_once_and_what_waits()
    {
        Assert.Contains("then step 1 runs, and step 2, 'Switch over to Secondary', waits for a second admin.", PlanOutlook.Buttons(Rehearsed.Plan(Story.Planned(), ProcedureKind.Switchover)));
        Assert.Contains("step 4, 'Suspend engine, applications left running', waits for a second admin if it is needed.", PlanOutlook.Buttons(Now));
    }
}
