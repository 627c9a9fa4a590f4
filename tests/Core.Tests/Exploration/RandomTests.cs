using System.Globalization;
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
        Samples.Plan(ProcedureKind.B, Samples.Continuous, EndsOn.Secondary),
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
        return Node.Of(plan, world, int.MaxValue);
    }
}
