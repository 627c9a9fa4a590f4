using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Runs;

/// <summary>What a run does while nothing outside would know of it.</summary>
public sealed class AnchoredTests
{
    private const string Lost = "No place outside has confirmed the audit trail since 14:00 UTC.";

    [Fact]
    public void Nothing_is_changed_before_an_anchor_is_back_and_then_it_goes_on()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Continuous);
        run.Unanchored = Lost;
        run.Must(new RunCommand.Start(Samples.Operator)).Go();

        Assert.Equal(HoldKind.GuardBefore, run.Held);
        Assert.Contains(Lost, run.State.Hold!.Why, StringComparison.Ordinal);
        Assert.Contains(run.State.Hold.Guards, g => g.Guard is Guard.Anchored && !g.Holds);
        Assert.DoesNotContain(run.Sent, s => s.Effect is Ports.Effect.Install or Ports.Effect.Reboot or Ports.Effect.Switchover or Ports.Effect.SuspendEngine);
        // It is known, so nobody vouches it away, and looking again alone changes nothing.
        run.Refused(new RunCommand.AttestFact(Samples.Operator, "anchored", "It will be back."));
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Equal(HoldKind.GuardBefore, run.Held);

        run.Unanchored = null;
        run.Must(new RunCommand.Resume(Samples.Operator)).Go();
        Assert.Contains(run.Sent, s => s.Effect is Ports.Effect.Install);
    }

    [Fact]
    public void A_pair_that_is_half_done_is_brought_to_its_end()
    {
        var run = Scenario.Of(ProcedureKind.B, Samples.Patroni).Started();
        Assert.NotNull(run.State.Asked);
        run.Unanchored = Lost;
        run.ToTheEnd();
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }
}
