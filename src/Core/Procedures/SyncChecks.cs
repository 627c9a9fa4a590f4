using Portal.Core.Pairs;

namespace Portal.Core.Procedures;

/// <summary>Whether everything replicated is synchronized.</summary>
internal static class SyncChecks
{
    public static Checked InSync(Guard guard, GuardContext c)
    {
        if (c.Snapshot.Sync.IsEmpty)
            return new(guard, new Verdict.Unknown("No sync status is known.", "Make both servers reachable and see that the engine runs."), TimeSpan.Zero);
        var checks = c.Snapshot.Sync.Select(s => One(guard, c, s)).ToArray();
        return checks.FirstOrDefault(k => k.Verdict is Verdict.Fail)
            ?? checks.FirstOrDefault(k => k.Verdict is Verdict.Unknown)
            ?? new(guard, new Verdict.Pass(string.Join(' ', checks.Select(k => k.Verdict.Why))), checks.Max(k => k.Age));
    }

    private static Checked One(Guard guard, GuardContext c, SyncReading sync)
    {
        var status = GuardChecks.Read(guard, c, sync.Status, sync.Name, v => v == SyncStatus.Synchronized
            ? new Verdict.Pass($"{sync.Name}: Synchronized.")
            : new Verdict.Fail($"{sync.Name}: {v}.", "Wait until the passive server has caught up; if it does not, look at the engine's own log."));
        if (status.Verdict is not Verdict.Pass) return status;
        var lag = GuardChecks.Read(guard, c, sync.LagBytes, $"the backlog of {sync.Name}", v => v <= c.Pair.Limits.BacklogBytes
            ? new Verdict.Pass($"{sync.Name}: Synchronized.")
            : new Verdict.Fail($"{sync.Name}: the passive server is {v:N0} bytes behind; {c.Pair.Limits.BacklogBytes:N0} are allowed.", "Wait until the backlog has gone down."));
        return lag with { Age = GuardChecks.Older(status.Age, lag.Age) };
    }
}
