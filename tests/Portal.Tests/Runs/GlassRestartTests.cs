using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Tests.Runs;

/// <summary>An emergency over a restart of the portal, on simulated servers and a real ledger.</summary>
public sealed class GlassRestartTests
{
    private static readonly StepId B2 = new("B2"), B3 = new("B3");

    [Fact]
    public async Task What_was_broken_before_a_restart_lets_its_step_run_once_and_no_other()
    {
        await using var pair = new OwnedPair("simulated").Start();
        pair.Team.Set(new Person(Runs.Team.Operator, "operator", Standing.Active, [PortalRole.Operator, PortalRole.BreakGlass]));
        var run = await pair.Begin(ProcedureKind.B);
        var asked = (await pair.Until(v => v.Run?.State is { Asked: not null, Granted: null }, "asked")).Run!.State.Asked!;
        await pair.Kill();
        // The portal wrote it and was gone before the step began.
        var broken = new RunEvent.GlassBroken(asked.Step, asked.Digest, "The site is down and nobody answers.", DateTimeOffset.UtcNow + TimeSpan.FromMinutes(15), "password");
        Assert.IsType<Appended.Done>(pair.Ledger.Append([new StreamAppend(Streams.Of(run), pair.Events(run).Length, [Streams.Entry(broken, Runs.Team.Operator)])]));

        for (var starts = 0; starts < 3; starts++)
        {
            pair.Start();
            await pair.Until(v => v.Run?.State is { Asked: not null, Granted: null } s && s.Asked.Step == B3, "asked for the next step");
            await pair.Kill();
        }

        Assert.Equal(B2, asked.Step);
        var started = pair.Events(run).Select(e => e.Event).OfType<RunEvent.StepStarted>().ToArray();
        Assert.Equal(asked.Digest, Assert.Single(started, s => s.Step == B2).ApprovalDigest);
        Assert.DoesNotContain(started, s => s.Step == B3);
        var state = pair.Archive.Find(run)!.State;
        Assert.Null(state.Granted);
        Assert.Equal((asked.Digest, Runs.Team.Operator), (state.Steps[B2].Glass, state.Steps[B2].ApprovedBy));
        Assert.True(state.AwaitsReview);
    }
}
