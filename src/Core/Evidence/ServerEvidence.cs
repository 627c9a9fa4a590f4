using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Core.Evidence;

/// <summary>What is known of a package after a run.</summary>
public enum PackageFate
{
    /// <summary>The server said afterwards that exactly this version is installed.</summary>
    Verified,

    /// <summary>The installation said that it succeeded; nobody read it back.</summary>
    Installed,

    /// <summary>The installation was begun, and did not say that it succeeded: it may be there or not.</summary>
    Unknown,

    /// <summary>It was planned, and its installation was never begun.</summary>
    NotBegun,

    /// <summary>It was offered, and is not in the plan.</summary>
    NotPlanned,
}

/// <summary>A package before and after.</summary>
/// <param name="Before">The version that was installed; null: it was not installed, or that is not known.</param>
/// <param name="BeforeKnown">Whether a scan told what was installed.</param>
/// <param name="Version">The version of the plan; of one that is not planned, the one that was offered.</param>
public sealed record PackageEvidence(string Name, string? Before, bool BeforeKnown, string Version, PackageFate Fate);

/// <summary>Whether a restart was pending, as something of the run saw it.</summary>
/// <param name="Pending">Null: not known.</param>
/// <param name="At">When it was seen, UTC; null: nothing looked.</param>
public sealed record RebootEvidence(bool? Pending, DateTimeOffset? At);

/// <summary>One server before and after a run.</summary>
/// <param name="Packages">What was planned or offered, by name.</param>
public sealed record ServerEvidence(Identity Server, ImmutableArray<PackageEvidence> Packages, RebootEvidence RebootBefore, RebootEvidence RebootAfter)
{
    internal static ServerEvidence Of(ImmutableArray<RunEntry> entries, RunState state, Identity server)
    {
        var (before, offered) = Known(entries, state, server);
        var fates = Fates(entries, server);
        var planned = state.Plan.Packages[server];
        var left = offered.Values.Where(u => planned.All(p => p.Name != u.Name)).Select(u => Line(u.Target, before, PackageFate.NotPlanned));
        ImmutableArray<PackageEvidence> packages =
            [.. planned.Select(p => Line(p, before, fates.GetValueOrDefault(p, PackageFate.NotBegun))).Concat(left).OrderBy(p => p.Name, StringComparer.Ordinal)];
        var (rebootBefore, rebootAfter) = Reboots(entries, server);
        return new ServerEvidence(server, packages, rebootBefore, rebootAfter);
    }

    private static PackageEvidence Line(PackageVersion p, Dictionary<string, string?> before, PackageFate fate) =>
        new(p.Name, before.GetValueOrDefault(p.Name), before.ContainsKey(p.Name), p.Version, fate);

    // What was installed is what the first scan that named the package said; a later one may name a version that this run brought.
    private static (Dictionary<string, string?> Before, Dictionary<string, PackageUpdate> Offered) Known(ImmutableArray<RunEntry> entries, RunState state, Identity server)
    {
        var (before, offered) = (new Dictionary<string, string?>(StringComparer.Ordinal), new Dictionary<string, PackageUpdate>(StringComparer.Ordinal));
        foreach (var e in entries)
        {
            ImmutableArray<PackageUpdate> updates = e.Event switch
            {
                RunEvent.Requested r => r.Plan.Offered[server],
                RunEvent.Amended a when a.On == server => a.Updates,
                RunEvent.EffectEnded f when state.Plan[f.Step].Do is StepAction.Scan scan && scan.On == server => f.Report.Updates,
                _ => [],
            };
            foreach (var update in updates.IsDefault ? [] : updates)
            {
                before.TryAdd(update.Name, update.Installed);
                offered[update.Name] = update;
            }
        }
        return (before, offered);
    }

    private static Dictionary<PackageVersion, PackageFate> Fates(ImmutableArray<RunEntry> entries, Identity server)
    {
        var fates = new Dictionary<PackageVersion, PackageFate>();
        var under = new Dictionary<(StepId, int), Effect>();
        foreach (var e in entries)
        {
            switch (e.Event)
            {
                case RunEvent.StepStarted { Effect: Effect.Install install } s when install.On == server:
                    under[(s.Step, s.Attempt)] = install;
                    foreach (var p in install.Packages) fates[p] = PackageFate.Unknown;
                    break;
                case RunEvent.StepStarted { Effect: Effect.Verify verify } s when verify.On == server:
                    under[(s.Step, s.Attempt)] = verify;
                    break;
                case RunEvent.EffectEnded f when under.GetValueOrDefault((f.Step, f.Attempt)) is { } effect:
                    var (packages, fate) = effect is Effect.Verify v ? (v.Packages, PackageFate.Verified) : (((Effect.Install)effect).Packages, PackageFate.Installed);
                    foreach (var p in packages) fates[p] = fate;
                    break;
            }
        }
        return fates;
    }

    private static (RebootEvidence Before, RebootEvidence After) Reboots(ImmutableArray<RunEntry> entries, Identity server)
    {
        var acted = entries.Where(e => e.Event is RunEvent.StepStarted s && Touches(s.Effect, server)).Select(e => e.Seq).ToArray();
        var seen = StandingEvidence.Looks(entries)
            .Where(look => look.Checked.Guard is Guard.NoRebootPending guard && guard.Server == server)
            .Select(look => (look.Seq, look.At, Pending: look.Checked.Verdict switch { Verdict.Pass => false, Verdict.Fail => true, _ => (bool?)null }))
            .Concat(from e in entries
                    let f = e.Event as RunEvent.EffectEnded
                    where f?.Report.RebootRequired is not null
                    let started = entries.LastOrDefault(s => s.Event is RunEvent.StepStarted begun && begun.Step == f.Step && begun.Attempt == f.Attempt)
                    where started is { Event: RunEvent.StepStarted { Effect: Effect.Install or Effect.Verify } begun } && Touches(begun.Effect, server)
                    select (e.Seq, e.At, Pending: f.Report.RebootRequired))
            .OrderBy(look => look.Seq).ToArray();
        var before = seen.LastOrDefault(look => acted.Length == 0 || look.Seq <= acted[0]);
        var after = seen.LastOrDefault(look => acted.Length == 0 || look.Seq > acted[^1]);
        return (new(before.Pending, before.Seq == 0 ? null : before.At), new(after.Pending, after.Seq == 0 ? null : after.At));
    }

    private static bool Touches(Effect? effect, Identity server) => effect switch
    {
        Effect.Install i => i.On == server,
        Effect.Verify v => v.On == server,
        Effect.Reboot r => r.On == server,
        _ => false,
    };
}
