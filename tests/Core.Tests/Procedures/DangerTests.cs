using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Procedures;

/// <summary>P2: every cell of two servers x {up, down, unknown} x {active, passive, both, none}, for each dangerous step.</summary>
public sealed class DangerTests(ITestOutputHelper output)
{
    private enum Power { Up, Down, Unknown }

    private enum Roles { Primary, Secondary, Both, None }

    private static readonly Power[] Powers = Enum.GetValues<Power>();

    private static IEnumerable<(Power P, Power S, Roles Roles)> Cells =>
        from p in Powers from s in Powers from r in Enum.GetValues<Roles>() select (p, s, r);

    private static PairWorld World(PairWorld world, (Power P, Power S, Roles Roles) cell) => world with
    {
        Primary = Server(world.Primary, cell.P, cell.Roles is Roles.Primary or Roles.Both),
        Secondary = Server(world.Secondary, cell.S, cell.Roles is Roles.Secondary or Roles.Both),
    };

    private static ServerWorld Server(ServerWorld server, Power power, bool active) => server with
    {
        Up = power != Power.Down, Readable = power == Power.Up, Role = active ? Role.Active : Role.Passive,
    };

    [Theory]
    [InlineData(ProcedureKind.A)]
    [InlineData(ProcedureKind.B)]
    [InlineData(ProcedureKind.Switchover)]
    public void Of_every_dangerous_step_only_the_one_safe_cell_starts(ProcedureKind kind)
    {
        var seen = 0;
        foreach (var traits in new[] { Samples.Continuous, Samples.Patroni })
            foreach (var step in Samples.Plan(kind, traits).Procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin))
            {
                var run = Scenario.Of(kind, traits).Started().UpTo(step.Id.Value);
                run.Must(new RunCommand.Approve(Samples.Approver, step.Id, run.State.Asked!.Digest, "Yes.")).Wait(Run.Settle);
                var safe = Cells.Where(cell => Starts(run.Fork(), step.Id.Value, cell)).ToArray();
                Assert.Equal((Power.Up, Power.Up, ActiveIn(step)), Assert.Single(safe));
                seen++;
            }
        output.WriteLine($"{kind}: {seen} steps x {Cells.Count()} cells, one safe cell each");
        Assert.Equal(kind switch { ProcedureKind.Switchover => 2, _ => 10 }, seen);
    }

    private static Roles ActiveIn(Step step) => step.Before.OfType<Guard.ActiveIs>().Single().Server == Identity.Primary ? Roles.Primary : Roles.Secondary;

    /// <summary>The run stands at the step with an approval in hand when the cell comes true.</summary>
    private static bool Starts(Scenario run, string step, (Power P, Power S, Roles Roles) cell)
    {
        run.World = World(run.World, cell);
        run.Must(new RunCommand.Advance());
        var started = run[step] == StepStatus.Started;
        if (!started) Assert.Equal(HoldKind.GuardBefore, run.Held);
        return started;
    }
}
