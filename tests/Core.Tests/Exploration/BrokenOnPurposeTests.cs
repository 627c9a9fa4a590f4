using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>The exploration finds what it is there for: each procedure or driver here breaks one promise.</summary>
public sealed class BrokenOnPurposeTests
{
    private static readonly Plan Plan = Samples.Plan(ProcedureKind.B, Samples.Patroni);

    private static Plan With(string step, Func<Step, Step> change) => Plan with
    {
        Procedure = Plan.Procedure with { Steps = [.. Plan.Procedure.Steps.Select(s => s.Id.Value == step ? change(s) : s)] },
    };

    private static string Found(Plan plan, int deviations = 1, Driver driver = Driver.Looks) =>
        Assert.Throws<RuleBrokenException>(() => new Explorer(new Moves(driver)).Walk(Node.Of(plan, PairWorld.Normal, deviations))).Rule;

    [Fact]
    public void Unbroken_it_finds_nothing() => new Explorer(new Moves()).Walk(Node.Of(Plan, PairWorld.Normal, 1));

    [Fact]
    public void A_reboot_without_its_guard_on_the_roles_is_found() =>
        Assert.StartsWith("P2: Reboot", Found(With("B3", s => s with { Before = s.Before.RemoveAll(g => g is Guard.ActiveIs) })), StringComparison.Ordinal);

    [Fact]
    public void A_reboot_that_does_not_look_at_the_partner_is_found() =>
        Assert.StartsWith("P2: Reboot", Found(With("B3", s => s with { Before = s.Before.RemoveAll(g => g is Guard.ActiveIs or Guard.Reachable or Guard.ServiceAnswers or Guard.NoPackageOperation) })), StringComparison.Ordinal);

    [Fact]
    public void A_switchover_without_its_guard_on_sync_is_found() =>
        Assert.Contains("out of sync", Found(With("B7", s => s with { Before = s.Before.RemoveAll(g => g is Guard.InSync) })), StringComparison.Ordinal);

    [Fact]
    public void A_dangerous_step_without_its_gate_is_found() =>
        Assert.Equal("P1: B3 was started without an approval.", Found(With("B3", s => s with { Gate = Gate.None }), 0));

    [Fact]
    public void A_driver_that_sends_again_after_a_crash_is_found() =>
        Assert.Contains("left twice", Found(Plan, driver: Driver.SendsAgain), StringComparison.Ordinal);

    [Fact]
    public void A_wait_for_what_never_comes_is_found_as_a_trap()
    {
        var plan = With("B6", s => s with { Until = [new Guard.Rebooted(Pairs.Identity.Primary)] });

        Assert.NotEmpty(new Explorer(new Moves()).Walk(Node.Of(plan, PairWorld.Normal, 0)).Traps);
    }

    [Fact]
    public void A_run_that_skips_its_reboot_is_found() =>
        Assert.Contains("still needs its reboot", Found(
            Plan with { Procedure = Plan.Procedure with { Steps = [.. Plan.Procedure.Steps.Where(s => s.Id.Value != "B3").Select(s => s with { Until = s.Until.RemoveAll(g => g is Guard.NoRebootPending), Before = s.Before.RemoveAll(g => g is Guard.NoRebootPending) })] } }, 0), StringComparison.Ordinal);
}
