using Portal.Core.Pairs;
using Portal.Core.Runs;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Exploration;

/// <summary>What the world may do to a pair at any time.</summary>
internal static class FaultMoves
{
    public const string Prefix = "fault: ";

    public static IEnumerable<Move> At(Node n)
    {
        // A server may also die between a look and the command; no portal can rule that out within the 5 s that a reading counts.
        if (n.Current is null || n.At is StepStatus.Started || n.State.Status is RunStatus.Held or RunStatus.Planned) yield break;
        // What people vouched for is taken to stay so while their word counts: nothing else could tell.
        if (n.State.Attestations.Any(a => a.Step == n.Current.Id)) yield break;
        var w = n.World;
        foreach (var i in Identities.Both)
        {
            if (w[i].Up) yield return Fault(n, $"{i} dies", w.With(i, w[i] with { Up = false }));
            if (w[i].Readable) yield return Fault(n, $"{i} cannot be read", w.With(i, w[i] with { Readable = false }));
        }
        if (!w.TwoActives) yield return Fault(n, "both become active", Roles(w, Role.Active, Role.Active));
        yield return Fault(n, "none is active", Roles(w, Role.Passive, Role.Passive));
        yield return Fault(n, "the roles change", Roles(w, w.Secondary.Role, w.Primary.Role));
        if (w.Synced) yield return Fault(n, "the pair falls out of sync", w with { Synced = false });
        var engine = w.Secondary.Engine == EngineState.Running ? EngineState.Suspended : EngineState.Running;
        yield return Fault(n, $"the engine becomes {engine} on Secondary", w with { Secondary = w.Secondary with { Engine = engine }, Synced = false });
    }

    private static PairWorld Roles(PairWorld w, Role primary, Role secondary) => w with { Primary = w.Primary with { Role = primary }, Secondary = w.Secondary with { Role = secondary } };

    private static Move Fault(Node n, string name, PairWorld world) => new($"{Prefix}{name}", 1, () => n with { World = world, Earlier = null });
}
