using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

public sealed class ReasonTests
{
    private static readonly Func<string, RunCommand>[] WithReason =
    [
        r => new RunCommand.Approve(Samples.Approver, new("B2"), "", r),
        r => new RunCommand.Reject(Samples.Approver, new("B2"), "", r),
        r => new RunCommand.Retry(Samples.Operator, r),
        r => new RunCommand.Skip(Samples.Operator, new("B1"), r),
        r => new RunCommand.AttestFact(Samples.Operator, "in-sync", r),
        r => new RunCommand.AttestOutcome(Samples.Operator, Outcome.Done, r),
        r => new RunCommand.TakeFurtherUpdates(Samples.Operator, r),
        r => new RunCommand.LeaveFurtherUpdates(Samples.Operator, r),
        r => new RunCommand.Abort(Samples.Operator, r),
    ];

    [Fact]
    public void Every_command_with_a_reason_wants_one_of_at_most_500_characters()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        foreach (var command in WithReason)
        {
            Assert.Contains("missing", run.Refused(command("")).Why, StringComparison.Ordinal);
            Assert.Contains("missing", run.Refused(command(" \t\n")).Why, StringComparison.Ordinal);
            Assert.Contains("501 characters", run.Refused(command(new string('x', 501))).Why, StringComparison.Ordinal);
        }
        run.Must(new RunCommand.Abort(Samples.Operator, new string('x', 500)));
    }

    [Fact]
    public void No_command_is_taken_from_somebody_without_a_role_for_it()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();
        var gone = Samples.Operator with { Standing = Standing.Deactivated };
        foreach (var who in new[] { Samples.Viewer, gone })
        {
            Assert.All(
                new RunCommand[]
                {
                    new RunCommand.Start(who), new RunCommand.Pause(who), new RunCommand.Resume(who), new RunCommand.Retry(who, "r"), new RunCommand.Skip(who, new("B1"), "r"), new RunCommand.Abort(who, "r"),
                    new RunCommand.Approve(who, new("B2"), run.State.Asked!.Digest, "r"), new RunCommand.Reject(who, new("B2"), run.State.Asked.Digest, "r"),
                    new RunCommand.AttestFact(who, "in-sync", "r"), new RunCommand.AttestOutcome(who, Outcome.Done, "r"),
                    new RunCommand.TakeFurtherUpdates(who, "r"), new RunCommand.LeaveFurtherUpdates(who, "r"),
                },
                c => Assert.Contains(who == gone ? "deactivated" : "role", run.Refused(c).Why, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_reason_is_kept_without_the_blanks_around_it()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous).Started();

        run.Must(new RunCommand.Abort(Samples.Operator, "  Users complain.  "));

        Assert.Equal("Users complain.", Assert.Single(run.All<RunEvent.AbortAsked>()).Reason);
    }
}
