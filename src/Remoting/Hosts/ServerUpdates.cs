using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Hosts;

/// <summary>What the last scan of each server found.</summary>
internal sealed record ServerUpdates(Reading<ImmutableArray<PackageUpdate>> Primary, Reading<ImmutableArray<PackageUpdate>> Secondary)
{
    public Reading<ImmutableArray<PackageUpdate>> this[Identity on] => on == Identity.Primary ? Primary : Secondary;

    public static ServerUpdates None(DateTimeOffset at)
    {
        var never = Reading.Unknown<ImmutableArray<PackageUpdate>>("Not scanned yet.", at, "scan");
        return new ServerUpdates(never, never);
    }

    public ServerUpdates With(Identity on, ImmutableArray<PackageUpdate> updates, DateTimeOffset at)
    {
        var found = Reading.Known(updates, at, $"scan of {on}");
        return on == Identity.Primary ? this with { Primary = found } : this with { Secondary = found };
    }

    /// <summary>Without what has been proven to be installed: it is offered no longer, whenever the last scan was.</summary>
    public ServerUpdates Without(Identity on, ImmutableArray<PackageVersion> installed)
    {
        if (!this[on].IsKnown) return this;
        var left = this[on] with { Value = this[on].Value.RemoveAll(u => installed.Contains(u.Target)) };
        return on == Identity.Primary ? this with { Primary = left } : this with { Secondary = left };
    }
}
