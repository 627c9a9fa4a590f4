using Portal.Core.Evidence;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Evidence;

public sealed class PeriodTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Period November = new(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30));

    private static RunEvidence Of(Scenario run) => RunEvidence.Of(run.Events.Select((r, i) => new RunEntry(i + 1, r.Event, r.At, r.Actor)))!;

    [Theory]
    [InlineData("2026-11-01", "2026-11-30", "2026-11-01 to 2026-11-30")]
    [InlineData("2026-11-30", "2026-11-01", "2026-11-01 to 2026-11-30")]
    [InlineData(null, null, "2026-10-25 to 2026-11-23")]
    [InlineData("rubbish", "31.11.2026", "2026-10-25 to 2026-11-23")]
    [InlineData("2026-11-05", null, "2026-11-05 to 2026-11-23")]
    [InlineData("2027-01-05", null, "2027-01-05")]
    [InlineData(null, "2026-03-01", "2026-01-31 to 2026-03-01")]
    [InlineData("0001-01-01", "9999-12-31", "9998-12-31 to 9999-12-31")]
    [InlineData(null, "0001-01-05", "0001-01-01 to 0001-01-05")]
    public void Whatever_an_address_says_gives_a_period(string? from, string? to, string told)
    {
        var period = Period.Read(from, to, Today);

        Assert.Equal(told, period.ToString());
        Assert.InRange(period.Days, 1, Period.MostDays);
        Assert.True(period.Begin < period.End);
        Assert.True(period.Has(period.Begin));
        Assert.False(period.Has(period.End));
    }

    [Fact]
    public void A_period_counts_its_runs_packages_and_approvals()
    {
        var (whole, aborted) = (Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd(), Scenario.Of(ProcedureKind.B, Samples.Continuous).Started());
        aborted.Must(new RunCommand.Reject(Samples.Approver, aborted.State.Asked!.Step, aborted.State.Asked.Digest, "Not now.")).Go();
        aborted.Must(new RunCommand.Abort(Samples.Operator, "Enough.")).Go();

        var told = PeriodEvidence.Of(November, [Of(whole), Of(aborted)]);

        Assert.Equal([RunStatus.Completed, RunStatus.Aborted], told.Runs.Select(r => r.Status).Order());
        var line = told.Runs.Single(r => r.Status == RunStatus.Completed);
        Assert.Equal((1, 1, 2), (line.Installed.Primary, line.Installed.Secondary, line.Verified));
        Assert.NotNull(line.Took);
        Assert.Equal((whole.All<RunEvent.StepStarted>().Count(s => s.ApprovalDigest is not null), 1), (told.Count(ApprovalFate.Used), told.Count(ApprovalFate.Rejected)));
        Assert.NotNull(told.MedianToDecide);
    }

    [Fact]
    public void What_happened_outside_of_the_period_is_not_counted_in_it()
    {
        var run = Of(Scenario.Of(ProcedureKind.B, Samples.Continuous).Started().ToTheEnd());

        var told = PeriodEvidence.Of(new Period(new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 30)), [run]);

        Assert.Empty(told.Approvals);
        Assert.Empty(told.Interruptions);
        Assert.Empty(told.Exceptions);
        Assert.Null(told.MedianToDecide);
    }

    [Fact]
    public void An_emergency_stands_there_with_its_review()
    {
        var alone = Samples.Operator with { Roles = [Core.People.PortalRole.Operator, Core.People.PortalRole.BreakGlass] };
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Change(alone);
        run.Must(new RunCommand.Start(alone)).Go();
        run.Must(new RunCommand.BreakGlass(alone, run.State.Current!.Id, run.State.Asked!.Digest, "The site is down and nobody answers the phone.")).Go();

        var open = Assert.Single(PeriodEvidence.Of(November, [Of(run)]).Exceptions);
        Assert.Equal((ExceptionKind.GlassBroken, null), (open.Told.Kind, open.Review));

        var digest = open.Told.Digest!;
        var events = run.Events.Append(new Recorded(new RunEvent.GlassReviewed(digest, false, "Others were there."), run.Now, Samples.Approver.Id));
        var reviewed = RunEvidence.Of(events.Select((r, i) => new RunEntry(i + 1, r.Event, r.At, r.Actor)))!;
        Assert.False(Assert.Single(PeriodEvidence.Of(November, [reviewed]).Exceptions).Review!.Justified);
    }

    [Fact]
    public void The_median_of_an_even_number_is_between_the_two_in_the_middle()
    {
        static PeriodApproval Took(double? seconds) => new(default, default, 1, default, ApprovalFate.Used, seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        static TimeSpan? Median(params double?[] all) => new PeriodEvidence(November, [], [.. all.Select(Took)], [], []).MedianToDecide;

        Assert.Equal(TimeSpan.FromSeconds(15), Median(20, 1, null, 10, 100));
        Assert.Equal(TimeSpan.FromSeconds(20), Median(20, 1, 100));
        Assert.Null(Median(null, null));
    }
}
