using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.Pairs;

namespace Portal.Core.Procedures;

/// <summary>Evaluates guards. A reading that is missing, unknown or too old is Unknown, never a pass.</summary>
public static class GuardChecks
{
    /// <summary>Oldest reading that a guard accepts.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Evaluates all, in order.</summary>
    public static ImmutableArray<Checked> All(IEnumerable<Guard> guards, GuardContext context) =>
        [.. guards.Select(g => Check(g, context))];

    public static Checked Check(Guard guard, GuardContext c) => guard switch
    {
        Guard.ActiveIs g => Roles(g, c, g.Server),
        Guard.OneActive g => Roles(g, c, null),
        Guard.InSync g => SyncChecks.InSync(g, c),
        Guard.ChannelConnected g => Read(g, c, c.Snapshot.Channel, "the channel", v => v == ChannelState.Connected
            ? new Verdict.Pass("The channel is connected.")
            : new Verdict.Fail("The channel between the servers is not connected.", "Check the network between the two servers and that the engine runs on both.")),
        Guard.EngineRunning g => Engine(g, c, EngineState.Running),
        Guard.EngineSuspended g => Engine(g, c, EngineState.Suspended),
        Guard.ServiceAnswers g => Read(g, c, c.Snapshot.Service, "the protected service", v => v == ServiceState.Answers
            ? new Verdict.Pass("The protected service answers.")
            : new Verdict.Fail($"The protected service does not answer ({c.Pair.Probe.Describe()}).", "Find out why users are not served before anything is changed on this pair.")),
        Guard.Reachable g => Read(g, c, c.Snapshot[g.Server].Reach, $"whether {g.Server} is reachable", v => v == Reachability.Reachable
            ? new Verdict.Pass($"{g.Server} is reachable.")
            : new Verdict.Fail($"{g.Server} is not reachable{(c.Snapshot[g.Server].Reach.Why is { } why ? $": {why}" : ".")}", $"Check power, network and sshd of {c.Pair[g.Server].HostName}.")),
        Guard.AutomaticUpdatesOff g => Read(g, c, c.Snapshot[g.Server].AutomaticUpdates, $"automatic updates on {g.Server}", v => v != AutomaticUpdates.Installs
            ? new Verdict.Pass(v == AutomaticUpdates.Off ? "Automatic updates are off." : "Updates are downloaded, not installed, automatically.")
            : new Verdict.Fail($"{g.Server} installs updates by itself.", "Turn automatic installation off on this server; automatic download may stay.")),
        Guard.NoPackageOperation g => Read(g, c, c.Snapshot[g.Server].PackageActivity, $"package operations on {g.Server}", v => v!.Holder is null
            ? new Verdict.Pass("No package operation is under way.")
            : new Verdict.Fail($"{v.Holder} holds the package manager's lock on {g.Server}.", "Wait until it is done, or end it on the server, then check again.")),
        Guard.NoRebootPending g => Read(g, c, c.Snapshot[g.Server].RebootRequired, $"whether {g.Server} needs a reboot", v => !v
            ? new Verdict.Pass("No reboot is pending.")
            : new Verdict.Fail($"A reboot is pending on {g.Server}.", ToReboot(g.Server, c))),
        Guard.DiskFree g => Read(g, c, c.Snapshot[g.Server].DiskFreeBytes, $"free space on {g.Server}", v => v >= c.Pair.Limits.DiskFreeBytes
            ? new Verdict.Pass($"{MiB(v)} free.")
            : new Verdict.Fail($"Only {MiB(v)} free on {g.Server}; {MiB(c.Pair.Limits.DiskFreeBytes)} are needed.", "Free space on the server (old packages: apt-get clean), then check again.")),
        Guard.ClockAgrees g => Read(g, c, c.Snapshot[g.Server].ClockSkew, $"the clock of {g.Server}", v => v.Duration() <= c.Pair.Limits.ClockSkew
            ? new Verdict.Pass("The clock agrees.")
            : new Verdict.Fail($"The clock of {g.Server} is {v.Duration().TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s {(v > TimeSpan.Zero ? "ahead" : "behind")}.", "Set the time on the server (NTP), then check again.")),
        Guard.InsideWindow g => new(g, Windows.Check(c.Pair.Windows, c.Now), TimeSpan.Zero),
        Guard.Anchored g => new(g, new Verdict.Pass("Nothing is said against it."), TimeSpan.Zero),
        Guard.PackagesAsPlanned g => PackageChecks.AsPlanned(g, c),
        Guard.Rebooted g => Read(g, c, c.Snapshot[g.Server].BootId, $"the boot id of {g.Server}", v => c.BootBefore is not null && v != c.BootBefore
            ? new Verdict.Pass($"{g.Server} has a new boot id.")
            : new Verdict.Fail($"{g.Server} has still the boot id from before.", "Wait for the restart; look at the server's console if it does not come.")),
        _ => throw new InvalidOperationException($"No check for {guard.GetType().Name}."),
    };

    /// <summary>Turns one reading into a verdict; unknown and old ones never reach the claim.</summary>
    internal static Checked Read<T>(Guard guard, GuardContext c, Reading<T> reading, string what, Func<T?, Verdict> claim)
    {
        var age = reading.Age(c.Now);
        if (!reading.IsKnown)
            return new(guard, new Verdict.Unknown($"It is not known {Know(what)}: {reading.Why}", "Restore the reading, or vouch for the fact after looking at the server."), age);
        return new(guard, TooOld(reading.At, c, $"The reading of {what}") ?? claim(reading.Value), age);
    }

    /// <summary>Why a reading of that time does not count; null when it does.</summary>
    private static Verdict.Unknown? TooOld(DateTimeOffset at, GuardContext c, string what)
    {
        const string again = "Check that the server answers, then check again.";
        if (c.Now - at > Freshness) return new($"{what} is {Seconds(c.Now - at)} old; at most {Seconds(Freshness)} are accepted.", again);
        if (at - c.Now > Freshness) return new($"{what} is {Seconds(at - c.Now)} ahead of the portal's clock, so its age is not known.", "See that the portal's clock is right, then check again.");
        return at < c.Since ? new($"{what} is from before the last step ended.", again) : null;
    }

    private static string ToReboot(Identity server, GuardContext c) => c.Snapshot.Active == server
        ? $"Switch over to {server.Partner()} first; 'Back to normal' then restarts {server} while it is passive."
        : "Restart it while it is passive: 'Back to normal' does that when no other run is open.";

    private static Checked Roles(Guard guard, GuardContext c, Identity? wanted)
    {
        var (p, s) = (c.Snapshot.Primary.Role, c.Snapshot.Secondary.Role);
        var age = Older(p.Age(c.Now), s.Age(c.Now));
        // Two actives are told even when both readings are old: it is the one thing never to be acted on.
        if (p.Is(Role.Active) && s.Is(Role.Active))
            return new(guard, new Verdict.Fail("Both servers say that they are active.", "Touch nothing from here: find out in the engine which one serves users, and make the other one passive."), age);
        // One role that is known to be otherwise is enough, whatever the other one is.
        if (wanted is { } w && Otherwise(c, w) is { } otherwise) return new(guard, otherwise, age);
        foreach (var (server, role) in new[] { (Identity.Primary, p), (Identity.Secondary, s) })
        {
            if (!role.IsKnown)
                return new(guard, new Verdict.Unknown($"The role of {server} is not known: {role.Why}", $"Make {server} reachable, or vouch for its role after looking at it."), age);
            if (TooOld(role.At, c, $"The reading of the role of {server}") is { } old) return new(guard, old, age);
        }
        return new(guard, Decide(c.Snapshot.Active), age);
    }

    private static Verdict.Fail? Otherwise(GuardContext c, Identity wanted)
    {
        bool Fresh(Reading<Role> role, Role value) => role.Is(value) && TooOld(role.At, c, "") is null;
        var remedy = $"Switch over to {wanted}, or plan a run that begins with {wanted.Partner()} active.";
        if (Fresh(c.Snapshot[wanted.Partner()].Role, Role.Active)) return new($"{wanted.Partner()} is active, not {wanted}.", remedy);
        return Fresh(c.Snapshot[wanted].Role, Role.Passive) && !c.Snapshot[wanted.Partner()].Role.IsKnown ? new($"{wanted} is passive.", remedy) : null;
    }

    private static Verdict Decide(Identity? active) => active is { } a
        ? new Verdict.Pass($"{a} is active, {a.Partner()} passive.")
        : new Verdict.Fail("No server is active.", "Start the engine and make one server active; after an unclean stop the engine may need to be told which one.");

    private static Checked Engine(Guard guard, GuardContext c, EngineState wanted)
    {
        var checks = Identities.Both.Select(i => Read(guard, c, c.Snapshot[i].Engine, $"the engine on {i}", v => Fits(v, wanted)
            ? new Verdict.Pass($"The engine is {Word(v)} on {i}.")
            : new Verdict.Fail($"The engine is {Word(v)} on {i}.", wanted == EngineState.Running ? "Resume the engine." : "Suspend the engine."))).ToArray();
        return checks.FirstOrDefault(k => k.Verdict is Verdict.Fail) ?? checks.FirstOrDefault(k => k.Verdict is Verdict.Unknown)
            ?? new(guard, new Verdict.Pass($"The engine is {Word(wanted)} on both servers."), Older(checks[0].Age, checks[1].Age));
    }

    // A stopped engine is as good as a suspended one where it was asked to be out of the way.
    private static bool Fits(EngineState state, EngineState wanted) =>
        state == wanted || (wanted == EngineState.Suspended && state == EngineState.Stopped);

    private static string Word(EngineState state) => state.ToString().ToLowerInvariant();

    internal static TimeSpan Older(TimeSpan a, TimeSpan b) => a > b ? a : b;

    internal static string Seconds(TimeSpan span) => $"{span.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s";

    internal static string MiB(long bytes) => $"{(bytes / 1_048_576).ToString(CultureInfo.InvariantCulture)} MiB";

    private static string Know(string what) => what.StartsWith("whether", StringComparison.Ordinal) ? what : $"how it stands with {what}";
}
