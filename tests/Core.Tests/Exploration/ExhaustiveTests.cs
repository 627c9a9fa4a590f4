using System.Globalization;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>P1 to P4 on every path of every procedure with so many deviations: failures, unknown outcomes, crashes, faults of the pair, and people who interfere.</summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    /// <summary>How many more deviations than usual; each takes some thirty times longer.</summary>
    private static int More => int.Parse(Environment.GetEnvironmentVariable("EXPLORE_DEEPER") ?? "0", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(ProcedureKind.A, true, 2)]
    [InlineData(ProcedureKind.A, false, 2)]
    [InlineData(ProcedureKind.B, true, 2)]
    [InlineData(ProcedureKind.B, false, 2)]
    [InlineData(ProcedureKind.Switchover, true, 3)]
    [InlineData(ProcedureKind.Switchover, false, 2)]
    [InlineData(ProcedureKind.BackToNormal, true, 2)]
    [InlineData(ProcedureKind.BackToNormal, false, 2)]
    public void Every_path_keeps_the_promises_and_none_gets_stuck(ProcedureKind kind, bool suspends, int deviations)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var walked = new Explorer(new Moves()).Walk(Node.Of(Samples.Plan(kind, suspends ? Samples.Continuous : Samples.Patroni, active: ActiveIn(kind)), World(kind), deviations + More));

        var line = $"{kind} {(suspends ? "with" : "without")} suspend, up to {deviations + More} deviations: {walked}; {watch.Elapsed.TotalSeconds:0.0} s";
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.True(walked.Completed > 0 && walked.Aborted > 0);
        Assert.True(walked.Traps.Count == 0, walked.Traps.Count == 0 ? "" : new RuleBrokenException("Only an abort leads on.", walked.Traps[0]).Message);
    }

    private static Identity ActiveIn(ProcedureKind kind) => kind == ProcedureKind.BackToNormal ? Identity.Secondary : Identity.Primary;

    private static PairWorld World(ProcedureKind kind) => kind switch
    {
        // Patched and not restarted, Secondary active: what an abort late in a procedure leaves behind, on both servers.
        ProcedureKind.BackToNormal => new(new(Role.Passive, Engine: EngineState.Suspended, RebootPending: true), new(Role.Active, RebootPending: true), Synced: false),
        ProcedureKind.A => PairWorld.Normal with { Primary = PairWorld.Normal.Primary with { Later = 1 } },
        _ => PairWorld.Normal with { Secondary = PairWorld.Normal.Secondary with { Later = 1 } },
    };
}
