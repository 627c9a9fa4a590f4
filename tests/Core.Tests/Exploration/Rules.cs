using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>A promise was broken on a path.</summary>
internal sealed class RuleBrokenException(string rule, Node node) : Exception($"{rule}\n{Tell(node)}")
{
    public string Rule { get; } = rule;

    private static string Tell(Node node) => string.Join('\n', node.Trail.NewestFirst().Reverse().Select(i => i switch
    {
        string move => $"- {move}",
        Recorded r => $"    {r.Event switch { RunEvent.Held h => $"Held {h.Step} {h.Kind}: {h.Why}", RunEvent.StepStarted s => $"StepStarted {s.Step} {s.Attempt}", RunEvent.Requested q => $"Requested {q.Plan.Procedure.Name}", var e => e.GetType().Name }} by {r.Actor}",
        Sent s => $"    -> {s.Key} {s.Effect}",
        _ => "",
    }).TakeLast(16)) + $"\nWorld: {node.World}";
}

/// <summary>P1 and P2 of the promises, told from the world and from what stands in the ledger; nothing is taken from the run's own state.</summary>
internal static class Rules
{
    /// <summary>A command is about to reach the pair.</summary>
    public static void Leaves(Node node, EffectKey key, Effect effect)
    {
        OnceAndRecorded(node, key, effect);
        Safe(node, effect);
    }

    private static void OnceAndRecorded(Node node, EffectKey key, Effect effect)
    {
        var ledger = node.Trail.NewestFirst().OfType<Recorded>().ToArray();
        if (node.Trail.NewestFirst().OfType<Sent>().Any(s => s.Key == key)) throw new RuleBrokenException($"P1: {key} left twice.", node);
        var started = ledger.Where(r => r.Event is RunEvent.StepStarted s && s.Step == key.Step && s.Attempt == key.Attempt).ToArray();
        if (started.Length != 1 || ((RunEvent.StepStarted)started[0].Event).Effect != effect) throw new RuleBrokenException($"P1: {key} left, and stands {started.Length} times in the ledger.", node);
        if (effect is Effect.Reboot or Effect.Switchover or Effect.SuspendEngine) Approved(node, ledger, (RunEvent.StepStarted)started[0].Event);
    }

    private static void Approved(Node node, Recorded[] newestFirst, RunEvent.StepStarted start)
    {
        if (start.ApprovalDigest is not { } digest) throw new RuleBrokenException($"P1: {start.Step} was started without an approval.", node);
        if (newestFirst.Count(r => r.Event is RunEvent.StepStarted s && s.ApprovalDigest == digest) != 1) throw new RuleBrokenException($"P3: the approval of {start.Step} was used twice.", node);
        var before = newestFirst.SkipWhile(r => !ReferenceEquals(r.Event, start)).ToArray();
        var approval = before.FirstOrDefault(r => r.Event is RunEvent.Approved a && a.Digest == digest) ?? throw new RuleBrokenException($"P3: nobody approved {start.Step}.", node);
        if (before.TakeWhile(r => r != approval).Any(r => r.Event is RunEvent.ApprovalVoided or RunEvent.Rejected)) throw new RuleBrokenException($"P3: a void approval of {start.Step} was used.", node);
        if (before.TakeWhile(r => r != approval).Any(r => r.Event is RunEvent.FactAttested a && a.Step == start.Step)) throw new RuleBrokenException($"P3: what {start.Step} rests on changed after its approval.", node);
        var by = approval.Actor;
        var requester = before.Any(r => r.Event is RunEvent.Requested q && q.Plan.RequestedBy == by);
        var editor = before.Any(r => r.Event is RunEvent.Amended or RunEvent.StepSkipped { Reason: not null } && r.Actor == by);
        var executor = before.First(r => r.Event is RunEvent.Started or RunEvent.Resumed or RunEvent.RetryAsked or RunEvent.Amended or RunEvent.FurtherUpdatesLeft or RunEvent.StepSkipped { Reason: not null }).Actor == by;
        var vouched = before.Skip(1).TakeWhile(r => r.Event is not (RunEvent.StepDone or RunEvent.StepStarted)).Any(r => r.Event is RunEvent.FactAttested a && a.Step == start.Step && r.Actor == by);
        if (requester || editor || executor || vouched) throw new RuleBrokenException($"P4: {by} approved {start.Step} and is requester {requester}, editor {editor}, executor {executor}, vouched {vouched}.", node);
        if (node.Demoted && by == Samples.Approver.Id && !node.Sending) throw new RuleBrokenException($"P3: {by} was demoted before {start.Step}.", node);
    }

    private static void Safe(Node node, Effect effect)
    {
        var w = node.World;
        if (w.TwoActives && effect is not Effect.Verify) throw new RuleBrokenException($"P2: {effect} on two actives.", node);
        var wrong = effect switch
        {
            Effect.Reboot e when !w[e.On.Partner()].Up || w[e.On.Partner()].Role != Role.Active => "its partner does not serve",
            Effect.Reboot e when w[e.On].Role == Role.Active => "it is active",
            Effect.Reboot e when node.State.Plan.Engine.Suspend == SuspendForReboot.Forbidden && w[e.On].Engine == EngineState.Suspended => "its engine is suspended, and would stay stopped",
            Effect.Switchover e when !w.Synced => "the pair is out of sync",
            Effect.Switchover e when !w.Primary.Up || !w.Secondary.Up || w[e.To].Role == Role.Active || !w.ServiceAnswers => "the pair is not ready",
            Effect.SuspendEngine when !w.ServiceAnswers => "nobody is served",
            _ => null,
        };
        if (wrong is not null) throw new RuleBrokenException($"P2: {effect} while {wrong}.", node);
    }

    /// <summary>An effect has come over the pair.</summary>
    public static void Landed(Node before, Node after)
    {
        if (before.World.ServiceAnswers && !after.World.ServiceAnswers) throw new RuleBrokenException("P2: our effect ended the service.", after);
    }

    /// <summary>An event is about to be appended.</summary>
    public static void Appended(Node node, Recorded r)
    {
        if (node.State.Ended && r.Event is not RunEvent.InterruptionMeasured) throw new RuleBrokenException("An event follows the end.", node);
        if (r.Event is RunEvent.StepSkipped { Reason: not null } skipped) MayBeLeftOut(node, skipped.Step);
        if (r.Event is RunEvent.Completed or RunEvent.Aborted) Told(node, r.Event);
        if (r.Event is not RunEvent.Completed || node.State.Plan.Procedure.Name is not ("A" or "B" or nameof(ProcedureKind.BackToNormal))) return;
        foreach (var i in Identities.Both)
        {
            // What nobody verified may be lacking; that it was not verified was told above.
            if (LeftOut(node).Any(e => node.State.Plan[e.Step].Do is StepAction.Verify v && v.On == i)) continue;
            if (node.State.Plan.Packages[i].Any(p => p != Samples.Update(node.World[i].Version).Target)) throw new RuleBrokenException($"Completed, and {i} lacks its packages.", node);
            if (node.World[i].RebootPending) throw new RuleBrokenException($"Completed, and {i} still needs its reboot.", node);
        }
        var sinceSync = node.Trail.NewestFirst().TakeWhile(i => i is not Recorded { Event: RunEvent.StepDone d } || node.State.Plan[d.Step].Do is not StepAction.WaitForSync);
        if (sinceSync.OfType<string>().Any(m => m.StartsWith(FaultMoves.Prefix, StringComparison.Ordinal))) return;
        if (!node.World.EngineRuns || !node.World.Synced) throw new RuleBrokenException("Completed, and the pair is not in sync.", node);
    }

    private static void MayBeLeftOut(Node node, StepId step)
    {
        if (node.State.Plan[step].Do is not (StepAction.Scan or StepAction.Verify)) throw new RuleBrokenException($"{step} was left out by a person.", node);
        var under = node.Trail.NewestFirst().OfType<Recorded>().Select(r => r.Event).FirstOrDefault(e => e is RunEvent.StepStarted or RunEvent.StepFailed or RunEvent.EffectEnded or RunEvent.StepDone);
        if (under is RunEvent.StepStarted { Effect: not null }) throw new RuleBrokenException($"{step} was left out while it was under way.", node);
    }

    /// <summary>An end that does not name what was left out makes the run look like a full one.</summary>
    private static void Told(Node node, RunEvent end)
    {
        var says = end is RunEvent.Completed c ? c.State : ((RunEvent.Aborted)end).State;
        foreach (var e in LeftOut(node))
            if (!says.Contains(e.Why, StringComparison.Ordinal)) throw new RuleBrokenException($"The end does not tell that {e.Step} was left out.", node);
        if (!LeftOut(node).Any() && says.StartsWith("Not ", StringComparison.Ordinal)) throw new RuleBrokenException("The end tells of something left out that was not.", node);
    }

    /// <summary>What people left out and no later round made good.</summary>
    private static IEnumerable<RunEvent.StepSkipped> LeftOut(Node node)
    {
        var newer = new HashSet<StepId>();
        foreach (var e in node.Trail.NewestFirst().OfType<Recorded>().Select(r => r.Event))
        {
            if (e is RunEvent.StepStarted started) newer.Add(started.Step);
            if (e is RunEvent.StepSkipped skipped && newer.Add(skipped.Step) && skipped.Reason is not null) yield return skipped;
        }
    }

    /// <summary>Whoever must not approve tries to.</summary>
    public static void NobodyElseApproves(Node node)
    {
        var asked = node.State.Asked!;
        foreach (var who in new[] { Samples.Operator with { Roles = [PortalRole.Approver] }, Samples.Viewer, Samples.Starter })
            if (node.After(new RunCommand.Approve(who, asked.Step, asked.Digest, "Mine."), node.Facts() with { PersonOf = _ => who }) is not null && who.Id != Samples.Starter.Id)
                throw new RuleBrokenException($"P4: {who.Name} could approve.", node);
        if (node.After(new RunCommand.Approve(Samples.Approver, asked.Step, Digests.Of(asked.Digest), "Forged.")) is not null)
            throw new RuleBrokenException("P3: a forged digest was taken.", node);
    }
}
