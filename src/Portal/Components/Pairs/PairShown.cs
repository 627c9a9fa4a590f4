using System.Collections.Immutable;
using System.Globalization;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>What of a pair's view people read, in words.</summary>
public static class PairShown
{
    /// <summary>A view of a pair that nobody has looked at yet: nothing is known, and it says so.</summary>
    public static PairView NotYet(Pair pair, DateTimeOffset at) => new(
        pair, new EngineTraits(pair.Engine, pair.Engine.Value, SuspendForReboot.Required),
        PairSnapshot.Unknown(pair.Id, "It has not been looked at yet.", at, "portal"), null, PairNeed.Unreachable, null, [], [], [], at);

    /// <summary>The oldest of the live readings; updates are older by their nature and have their own age.</summary>
    public static DateTimeOffset AsOf(PairSnapshot p)
    {
        var oldest = p.Sync.Select(s => s.Status.At).Append(p.Primary.Reach.At).Append(p.Secondary.Reach.At).Min();
        foreach (var i in Identities.Both)
            if (p[i].Role.At < oldest) oldest = p[i].Role.At;
        return oldest;
    }

    /// <summary>'2.1 GB', or a dash when no backlog is known.</summary>
    public static string Backlog(PairSnapshot p) => BacklogBytes(p) is { } bytes ? Shown.Bytes(bytes) : "—";

    /// <summary>The largest backlog of the pair's replicated things, bytes; null when none is known.</summary>
    public static long? BacklogBytes(PairSnapshot p)
    {
        long? most = null;
        foreach (var sync in p.Sync)
            if (sync.LagBytes.IsKnown && !(most >= sync.LagBytes.Value)) most = sync.LagBytes.Value;
        return most;
    }

    /// <summary>How many updates a server is offered; '?' when nobody knows.</summary>
    public static string Count(Reading<ImmutableArray<PackageUpdate>> updates) =>
        updates.IsKnown ? Offered(updates).Length.ToString(CultureInfo.InvariantCulture) : "?";

    /// <summary>What a scan found; empty when nothing is known.</summary>
    public static ImmutableArray<PackageUpdate> Offered(Reading<ImmutableArray<PackageUpdate>> updates) =>
        updates is { IsKnown: true, Value.IsDefault: false } ? updates.Value : [];

    /// <summary>In how many packages the two offers differ; null when one of them is not known.</summary>
    public static int? Drift(PairSnapshot p)
    {
        if (!p.Primary.Updates.IsKnown || !p.Secondary.Updates.IsKnown) return null;
        var (primary, secondary) = (Offered(p.Primary.Updates).ToLookup(u => u.Name), Offered(p.Secondary.Updates).ToLookup(u => u.Name));
        return primary.Select(g => g.Key).Union(secondary.Select(g => g.Key)).Count(name => !Same(primary[name], secondary[name]));
    }

    /// <summary>Roles and direction for those who do not see them.</summary>
    public static string Roles(PairSnapshot p) =>
        $"Primary {Word(p.Primary)}, Secondary {Word(p.Secondary)}. {(p.Active is { } from ? $"Replicates from {from} to {from.Partner()}." : BothActive(p) ? "Both are active." : "There is not exactly one active server.")}";

    public static bool BothActive(PairSnapshot p) => p.Primary.Role.Is(Role.Active) && p.Secondary.Role.Is(Role.Active);

    /// <summary>'File System' of 'File System Status'.</summary>
    public static string Label(SyncReading sync) =>
        sync.Name.EndsWith(" Status", StringComparison.Ordinal) ? sync.Name[..^" Status".Length] : sync.Name;

    private static bool Same(IEnumerable<PackageUpdate> one, IEnumerable<PackageUpdate> other) =>
        one.Select(u => (u.Installed, u.Candidate)).Order().SequenceEqual(other.Select(u => (u.Installed, u.Candidate)).Order());

    private static string Word(ServerSnapshot server) =>
        server.Reach.Is(Reachability.Reachable) ? LookOf.Role(server.Role).Word : LookOf.Reach(server.Reach).Word;
}
