using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Hosts;

/// <summary>Turns a server's own facts into readings; whatever is missing is unknown, with the reason.</summary>
internal static class ServerReadings
{
    /// <summary>All readings but role and engine, which the engine's adapter knows.</summary>
    /// <param name="updates">Of the last scan.</param>
    public static ServerSnapshot Of(Identity on, ServerFacts known, Reading<ImmutableArray<PackageUpdate>> updates)
    {
        if (known.Facts is not { } facts)
            return Silent(on, known, updates);
        var source = $"portal-host on {on}";
        var why = facts.Problems is { Count: > 0 } problems ? PlainText.Of(string.Join(" ", problems)) : $"portal-host on {on} could not read it.";
        return new ServerSnapshot(
            on,
            Reading.Known(Reachability.Reachable, known.At, $"SSH to {on}"),
            Reading.Unknown<Role>(why, known.At, source),
            Maybe(facts.BootId),
            Reading.Unknown<EngineState>(why, known.At, source),
            updates,
            facts.RebootRequired is { } reboot ? Reading.Known(reboot, known.At, source) : Reading.Unknown<bool>(why, known.At, source),
            Automatic(facts.AutomaticUpdates, why, known.At, source),
            Activity(facts, why, known.At, source),
            facts.DiskFreeBytes is { } free ? Reading.Known(free, known.At, source) : Reading.Unknown<long>(why, known.At, source),
            Reading.Known(DateTimeOffset.FromUnixTimeMilliseconds(facts.AtUnixMs) - known.At, known.At, source));

        Reading<string> Maybe(string? text) =>
            string.IsNullOrEmpty(text) ? Reading.Unknown<string>(why, known.At, source) : Reading.Known(PlainText.Of(text), known.At, source);
    }

    private static ServerSnapshot Silent(Identity on, ServerFacts known, Reading<ImmutableArray<PackageUpdate>> updates)
    {
        var source = $"SSH to {on}";
        return ServerSnapshot.Unknown(on, known.Why, known.At, source) with
        {
            Reach = known.Tried
                ? Reading.Known(Reachability.Unreachable, known.At, source) with { Why = known.Why }
                : Reading.Unknown<Reachability>(known.Why, known.At, source),
            Updates = updates,
        };
    }

    private static Reading<AutomaticUpdates> Automatic(string? text, string why, DateTimeOffset at, string source) => text switch
    {
        "off" => Reading.Known(AutomaticUpdates.Off, at, source),
        "download-only" => Reading.Known(AutomaticUpdates.DownloadOnly, at, source),
        "installs" => Reading.Known(AutomaticUpdates.Installs, at, source),
        _ => Reading.Unknown<AutomaticUpdates>(why, at, source),
    };

    // Packages left unfinished stand in the way of an install just as a running one does, so they show in the same place.
    private static Reading<PackageActivity> Activity(HostFacts facts, string why, DateTimeOffset at, string source) => facts switch
    {
        { PackageHolder: null } or { HalfConfigured: null } => Reading.Unknown<PackageActivity>(why, at, source),
        { PackageHolder: { Length: > 0 } holder } => Reading.Known(new PackageActivity(PlainText.Of(holder)), at, source),
        { HalfConfigured: { Count: > 0 } half } => Reading.Known(new PackageActivity(Unfinished(half)), at, source),
        _ => Reading.Known(PackageActivity.Idle, at, source),
    };

    private static string Unfinished(IReadOnlyList<string> half) => PlainText.Of(string.Create(
        CultureInfo.InvariantCulture, $"dpkg, which left {half.Count} unfinished: {string.Join(", ", half.Take(5))} ('dpkg --configure -a' finishes them)"));
}
