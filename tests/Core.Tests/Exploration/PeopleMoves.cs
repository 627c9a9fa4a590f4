using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>What people may do: they tell the truth, but at any time.</summary>
internal static class PeopleMoves
{
    private const string Why = "Because.";
    private const int MostAttempts = 5;

    public static IEnumerable<Move> At(Node n)
    {
        yield return By(n, new RunCommand.Abort(Samples.Operator, Why), 1);
        foreach (var move in n.State.Status switch
        {
            RunStatus.Planned => [By(n, new RunCommand.Start(Samples.Starter), 0), By(n, new RunCommand.Start(Samples.Both), 1)],
            RunStatus.Paused => [.. Resume(n), .. Asked(n)],
            RunStatus.Held => Held(n, n.State.Hold!),
            _ => [By(n, new RunCommand.Pause(Samples.Operator), 1), .. Asked(n)],
        })
            yield return move;
    }

    private static Move By(Node n, RunCommand.ByPerson command, int cost) =>
        new($"{command.By.Name}: {command.GetType().Name}", cost, () => n.After(command));

    private static Move[] Resume(Node n) => [By(n, new RunCommand.Resume(Samples.Operator), 0), By(n, new RunCommand.Resume(Samples.Both), 1)];

    private static IEnumerable<Move> Asked(Node n)
    {
        if (n.State.Asked is not { } asked) yield break;
        yield return By(n, new RunCommand.Reject(Samples.Approver, asked.Step, asked.Digest, Why), 1);
        if (n.State.Granted is null)
        {
            var may = new[] { Samples.Approver, Samples.Both, Samples.Other }.Where(p => Run.WhyNotApprove(n.State, n.PersonOf(p.Id)!) is null).ToArray();
            Rules.NobodyElseApproves(n);
            foreach (var who in may) yield return By(n, new RunCommand.Approve(who, asked.Step, asked.Digest, Why), who == may[0] ? 0 : 1);
        }
        else if (!n.Demoted) yield return new("the approver is demoted", 1, () => n with { Demoted = true });
    }

    private static IEnumerable<Move> Held(Node n, Hold hold) => hold.Kind switch
    {
        HoldKind.Failed => [.. Skipping(n, hold), .. n.State.Steps[hold.Step].Attempts < MostAttempts ? [By(n, new RunCommand.Retry(Samples.Operator, Why), 0), By(n, new RunCommand.Retry(Samples.Both, Why), 1), .. Mending(n)] : Mending(n)],
        HoldKind.FurtherUpdates => [By(n, new RunCommand.TakeFurtherUpdates(Samples.Operator, Why), 0), By(n, new RunCommand.TakeFurtherUpdates(Samples.Both, Why), 1), By(n, new RunCommand.LeaveFurtherUpdates(Samples.Operator, Why), 0)],
        HoldKind.Unclear => [.. Resume(n), .. Vouching(n), .. Mending(n)],
        _ => [.. Resume(n), .. Skipping(n, hold), .. Asked(n), .. Attesting(n, hold), .. Mending(n)],
    };

    // Tried at every step: whatever may not be left out is refused.
    private static Move[] Skipping(Node n, Hold hold) =>
        [By(n, new RunCommand.Skip(Samples.Operator, hold.Step, Why), 0), By(n, new RunCommand.Skip(Samples.Both, hold.Step, Why), 1)];

    /// <summary>Somebody looks at the servers and says what became of the effect.</summary>
    private static IEnumerable<Move> Vouching(Node n)
    {
        var effect = n.State.Steps[n.Current!.Id].Effect!;
        var outcome = Happened(n, effect) ? Outcome.Done : Outcome.NotDone;
        if (effect is Effect.Scan) outcome = Outcome.NotDone;
        foreach (var who in new[] { Samples.Operator, Samples.Both })
            yield return By(n, new RunCommand.AttestOutcome(who, outcome, Why), 0);
    }

    private static bool Happened(Node n, Effect effect) => effect switch
    {
        Effect.Reboot e => n.World[e.On].BootId != e.BootId,
        Effect.Switchover e => n.World[e.To].Role == Role.Active && !n.World.TwoActives,
        Effect.SuspendEngine => n.World is { Primary.Engine: EngineState.Suspended, Secondary.Engine: EngineState.Suspended },
        Effect.ResumeEngine => n.World.EngineRuns,
        Effect.Install e => e.Packages.All(p => p == Samples.Update(n.World[e.On].Version).Target),
        Effect.Verify e => e.Packages.All(p => p == Samples.Update(n.World[e.On].Version).Target),
        _ => false,
    };

    /// <summary>Somebody looks at the servers and vouches for what is so and cannot be read.</summary>
    private static IEnumerable<Move> Attesting(Node n, Hold hold)
    {
        var unknown = hold.Guards.Where(g => g.Verdict is Verdict.Unknown).ToArray();
        if (unknown.Length == 0) yield break;
        // What the repository offers does not vanish when it is installed.
        ImmutableArray<PackageUpdate>? Offered(Identity i) => [Samples.Update(n.World[i].Offered)];
        var context = new GuardContext(Samples.Pair, n.Truth().Snapshot, n.Now, n.State.Due, new(Offered(Identity.Primary), Offered(Identity.Secondary)), (n.State.Steps[hold.Step].Effect as Effect.Reboot)?.BootId);
        var so = unknown.Where(g => GuardChecks.Check(g.Guard, context).Verdict is Verdict.Pass).Select(g => g.Guard.Id).ToArray();
        foreach (var who in new[] { Samples.Operator, Samples.Approver })
            yield return new($"{who.Name} vouches for {string.Join(", ", so)}", 0, () => so.Aggregate((Node?)null, (at, id) => (at ?? n).After(new RunCommand.AttestFact(who, id, Why)) ?? at));
    }

    /// <summary>Somebody mends at the console what the run complains about.</summary>
    private static IEnumerable<Move> Mending(Node n)
    {
        var w = n.World;
        foreach (var i in Identities.Both)
        {
            if (!w[i].Up) yield return Mend(n, $"{i} is powered on", w.With(i, w[i] with { Up = true, Boot = w[i].Boot + 1, RebootPending = false, Engine = EngineState.Running }) with { Synced = false });
            if (!w[i].Readable) yield return Mend(n, $"{i} is reached again", w.With(i, w[i] with { Readable = true }));
        }
        foreach (var guard in n.State.Hold!.Guards.Where(g => g.Verdict is Verdict.Fail).Select(g => g.Guard))
        {
            if (Mended(n, guard) is { } mended && mended != w) yield return Mend(n, $"{guard.Id} is made true", mended);
        }
    }

    private static PairWorld? Mended(Node n, Guard guard) => guard switch
    {
        Guard.ActiveIs g => Roles(n.World, g.Server == Identity.Primary ? Role.Active : Role.Passive),
        Guard.OneActive => Roles(n.World, Role.Active),
        Guard.ServiceAnswers when n.Current!.Before.Concat(n.Current.Until).OfType<Guard.ActiveIs>().LastOrDefault() is { } active => Mended(n, active),
        Guard.EngineRunning => Engine(n.World, EngineState.Running),
        Guard.EngineSuspended => Engine(n.World, EngineState.Suspended),
        Guard.InSync => n.World.EngineRuns ? n.World.Settled() : Engine(n.World, EngineState.Running),
        _ => null,
    };

    private static PairWorld Engine(PairWorld w, EngineState engine) =>
        w with { Primary = w.Primary with { Engine = engine }, Secondary = w.Secondary with { Engine = engine }, Synced = false };

    private static PairWorld Roles(PairWorld w, Role primary) => w with
    {
        Primary = w.Primary with { Role = primary }, Secondary = w.Secondary with { Role = primary == Role.Active ? Role.Passive : Role.Active },
    };

    // What was vouched for may not be so any more: it is mended when no such word counts.
    private static Move Mend(Node n, string name, PairWorld world) =>
        new(name, 0, () => n with { World = world, Now = n.Now + (n.State.Attestations.IsEmpty ? TimeSpan.FromSeconds(10) : Run.AttestationLife + TimeSpan.FromSeconds(1)), Earlier = null });
}
