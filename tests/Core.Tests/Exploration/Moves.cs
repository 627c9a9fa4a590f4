using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Exploration;

/// <summary>Something that may happen next.</summary>
/// <param name="Cost">0 when it is what is meant to happen; 1 when something goes wrong or somebody interferes.</param>
/// <param name="Take">The node after it; null when it is not possible.</param>
internal sealed record Move(string Name, int Cost, Func<Node?> Take);

/// <summary>How the portal's driver behaves.</summary>
internal enum Driver
{
    /// <summary>Appends, then acts; after a crash it only looks.</summary>
    Looks,

    /// <summary>Wrong on purpose: after a crash it sends again what it does not know the end of.</summary>
    SendsAgain,
}

/// <summary>Everything that may happen at a node: by the driver, by people, by the world.</summary>
internal sealed class Moves(Driver driver = Driver.Looks)
{
    public IEnumerable<Move> At(Node n)
    {
        if (n.State.Ended) return [];
        return n.Sending ? Sending(n) : [.. ByDriver(n), .. PeopleMoves.At(n), .. FaultMoves.At(n)];
    }

    private static IEnumerable<Move> Sending(Node n)
    {
        var r = (Intent.Resolve)Run.Next(n.State);
        yield return new("sent and done", 0, () => Land(n, r, null));
        yield return new("sent, and it fails", 1, () => Land(n, r, EffectReport.Failed("It failed.", "Mend it.")) is { } f ? f with { World = n.World } : null);
        yield return new("sent and done, but told as failed", 1, () => Land(n, r, EffectReport.Failed("It failed.", "Mend it.")));
        yield return new("crash before it is sent", 1, () => n with { Sending = false, Flight = new Flight(r.Key, false, null) });
        if (r.Effect is Effect.Reboot e)
            yield return new("sent, and the server does not come back", 1, () => Land(n, r, null) is { } l ? l with { World = n.World.With(e.On, n.World[e.On] with { Up = false }), Flight = l.Flight! with { Told = null } } : null);
    }

    private static Node Land(Node n, Intent.Resolve r, EffectReport? told)
    {
        Rules.Leaves(n, r.Key, r.Effect);
        var (world, report) = n.World.Do(r.Effect);
        var landed = n with { World = world, Sending = false, Flight = new Flight(r.Key, true, told ?? report), Trail = new Trail(new Sent(r.Key, r.Effect), n.Trail) };
        Rules.Landed(n, landed);
        return landed;
    }

    private IEnumerable<Move> ByDriver(Node n) => Run.Next(n.State) switch
    {
        Intent.Resolve r when driver == Driver.SendsAgain && n.Flight is { Reached: true, Told: { } } => [.. Looking(n, r), new("crash, and it is sent again", 1, () => Land(n, r, null))],
        Intent.Resolve r => Looking(n, r),
        Intent.Advance => Advancing(n),
        _ => [],
    };

    private static IEnumerable<Move> Looking(Node n, Intent.Resolve r)
    {
        if (n.Flight is { Reached: false })
        {
            yield return new("looked: never seen", 0, () => (n with { Now = n.Now + Run.ArrivesWithin }).After(new RunCommand.Report(EffectReport.NotSeen("No such key."))));
            yield break;
        }
        if (n.Flight!.Told is { } told) yield return new($"looked: {told.State}", 0, () => n.After(new RunCommand.Report(told)));
        yield return new("no answer until the limit", n.Flight.Told is null ? 0 : 1, () =>
            (n with { Now = n.State.WaitingSince + n.Current!.Limit }).After(new RunCommand.Report(EffectReport.Unknown("The connection was lost."))) ?? throw new RuleBrokenException($"Stuck: {r.Key} is looked at without a limit.", n));
        yield return new("looked: no result", 1, () => n.After(new RunCommand.Report(new EffectReport(EffectState.NoResult, "The job left no result."))));
        yield return new("still running at the limit", 1, () =>
            (n with { Now = n.State.WaitingSince + n.Current!.Limit }).After(new RunCommand.Report(new EffectReport(EffectState.Running, "Under way."))) ?? throw new RuleBrokenException($"Stuck: {r.Key} runs without a limit.", n));
    }

    private static IEnumerable<Move> Advancing(Node n)
    {
        var advance = new RunCommand.Advance();
        if (n.AwaitsApproval)
        {
            yield return new("nobody decides", n.Now < n.State.Asked!.ExpiresAt ? 1 : 0, () => (n with { Now = Later(n.Now, n.State.Asked.ExpiresAt) }).After(advance) ?? throw new RuleBrokenException("Stuck: a question does not expire.", n));
            if (n.State.PauseAsked || n.State.AbortAsked) yield return new("advance", 0, () => n.After(advance));
            yield break;
        }
        yield return new("advance", 0, () => n.After(advance) ?? Waits(n, advance));
        if (n.Earlier is { } e && n.Now - e.At <= GuardChecks.Freshness && e.World != n.World)
            yield return new("advance on readings from before the effect", 1, () => n.After(advance, n.Facts(e.World.Look(e.At))));
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    // Nothing can be decided now: the world goes on, or the time does. At the end of every limit something has to come of it.
    private static Node Waits(Node n, RunCommand advance)
    {
        if (n.World.Settled() is var settled && settled != n.World) return n with { World = settled, Now = n.Now.AddSeconds(2) };
        var limit = n.At == StepStatus.Pending ? Run.Settle : n.Current!.Limit;
        var later = new[] { n.State.WaitingSince + limit, n.State.ActedAt + Run.Settle, n.Now }.Max();
        return (n with { Now = later }).After(advance) ?? throw new RuleBrokenException($"Stuck: nothing follows at {n.Current?.Id} {n.At} after {limit}.", n);
    }
}
