using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>Something that will happen to a simulated pair at its time, whether or not anybody looks; a closed union.</summary>
[JsonDerivedType(typeof(Scanned), "scanned")]
[JsonDerivedType(typeof(Installed), "installed")]
[JsonDerivedType(typeof(LeftHalfConfigured), "half-configured")]
[JsonDerivedType(typeof(Verified), "verified")]
[JsonDerivedType(typeof(WentDown), "down")]
[JsonDerivedType(typeof(CameUp), "up")]
[JsonDerivedType(typeof(RolesLeft), "roles-left")]
[JsonDerivedType(typeof(RolesTaken), "roles-taken")]
[JsonDerivedType(typeof(EngineChanged), "engine")]
[JsonDerivedType(typeof(CheckEnded), "check-ended")]
[JsonDerivedType(typeof(JobEnded), "job-ended")]
internal abstract record Happening(DateTimeOffset At)
{
    internal sealed record Scanned(DateTimeOffset At, string Key, Identity On) : Happening(At);

    /// <param name="Key">The job that ends with it; null when none does.</param>
    internal sealed record Installed(DateTimeOffset At, string? Key, Identity On, ImmutableArray<PackageVersion> Packages) : Happening(At);

    internal sealed record LeftHalfConfigured(DateTimeOffset At, Identity On, string Package) : Happening(At);

    internal sealed record Verified(DateTimeOffset At, string Key, Identity On, ImmutableArray<PackageVersion> Packages) : Happening(At);

    internal sealed record WentDown(DateTimeOffset At, Identity On) : Happening(At);

    /// <param name="Key">The job that ends with it; null when none does.</param>
    internal sealed record CameUp(DateTimeOffset At, Identity On, string? Key) : Happening(At);

    internal sealed record RolesLeft(DateTimeOffset At) : Happening(At);

    internal sealed record RolesTaken(DateTimeOffset At, Identity Active) : Happening(At);

    internal sealed record EngineChanged(DateTimeOffset At, EngineState To) : Happening(At);

    /// <summary>The two servers are found equal again.</summary>
    internal sealed record CheckEnded(DateTimeOffset At) : Happening(At);

    internal sealed record JobEnded(DateTimeOffset At, string Key, EffectState State, string Detail, string Remedy) : Happening(At);
}
