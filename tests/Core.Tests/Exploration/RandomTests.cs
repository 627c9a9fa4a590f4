using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

public sealed class RandomTests(ITestOutputHelper output)
{
    private static readonly Plan[] Plans =
    [
        Samples.Plan(ProcedureKind.B, Samples.Continuous), Samples.Plan(ProcedureKind.B, Samples.Patroni), Samples.Plan(ProcedureKind.A, Samples.Continuous),
        Samples.Plan(ProcedureKind.A, Samples.Patroni), Samples.Plan(ProcedureKind.Switchover, Samples.Continuous), Samples.Plan(ProcedureKind.BackToNormal, Samples.Continuous),
        Samples.Plan(ProcedureKind.B, Samples.Continuous, EndsOn.Secondary), Samples.Plan(ProcedureKind.BackToNormal, Samples.Patroni, active: Identity.Secondary),
    ];

    /// <summary>Number of runs; 20,000 where nothing else is asked.</summary>
    private static int HowMany => int.Parse(Environment.GetEnvironmentVariable("EXPLORE_RUNS") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public void Runs_at_random_keep_the_promises()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var count = new RandomWalks(new Moves()).Walk(Start, HowMany, seed: 20261122);

        var line = $"random: {count} in {watch.Elapsed.TotalSeconds:0.0} s";
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.Equal(HowMany, count.Completed + count.Aborted);
        Assert.True(count.Completed > HowMany / 10, line);
    }

    private static Node Start(int i)
    {
        var plan = Plans[i % Plans.Length];
        var world = PairWorld.Normal with { InstallsNeedReboot = i % 5 != 0 };
        if (plan.Procedure.Name.Length == 1 && i % 4 == 0)
            world = world with { Primary = world.Primary with { Later = i % 3 }, Secondary = world.Secondary with { Later = i % 2 } };
        if (plan.Procedure.Name == nameof(ProcedureKind.BackToNormal))
            world = Aborted(world, plan.Procedure.Steps[0].Before.Contains(new Guard.ActiveIs(Identity.Secondary)), i);
        return Node.Of(plan, world, int.MaxValue);
    }

    /// <summary>What an aborted run may have left: engines suspended, reboots pending, in every mixture.</summary>
    private static PairWorld Aborted(PairWorld world, bool onSecondary, int i)
    {
        var engine = i % 3 == 0 ? EngineState.Suspended : EngineState.Running;
        return world with
        {
            Primary = world.Primary with { Role = onSecondary ? Role.Passive : Role.Active, Engine = engine, RebootPending = onSecondary && i % 2 == 0 },
            Secondary = world.Secondary with { Role = onSecondary ? Role.Active : Role.Passive, Engine = engine, RebootPending = i % 7 < 3 },
            Synced = engine == EngineState.Running,
        };
    }
}
