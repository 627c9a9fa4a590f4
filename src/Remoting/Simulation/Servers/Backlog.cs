namespace Portal.Remoting.Simulation.Servers;

/// <summary>How far the passive server is behind; follows from the state and the time alone.</summary>
internal static class Backlog
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;
    private const long Most = 512 * MiB;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that the passive server has not got yet.</summary>
    public static long Bytes(PairState state, DateTimeOffset now, double speed)
    {
        var lived = Math.Max(0, (now - state.SyncAt).TotalSeconds) * speed;
        if (state.Has(SimulatedFault.LaggingReplica, null))
            return Math.Min(Most, (48 * MiB) + (long)(lived * 64 * KiB));
        return state.Sync switch
        {
            SyncPhase.Collecting => Math.Min(Most, (long)(lived * (40 + (state.Seed % 360)) * KiB)),
            SyncPhase.Checking => (long)(Left(state, now) * 24 * MiB),
            _ => state.Behind + Wobble(state.Seed, now),
        };
    }

    /// <summary>The part of a check that is still to be done, 1 to 0.</summary>
    private static double Left(PairState state, DateTimeOffset now)
    {
        var end = state.Agenda.OfType<Happening.CheckEnded>().Select(due => due.At).FirstOrDefault();
        return end <= now ? 0 : Math.Min(1, (end - now) / (end - state.SyncAt));
    }

    /// <summary>A quiet pair stays at 0; the others move every 2 s, each at its own moment, well below the limit of 1 MiB.</summary>
    private static long Wobble(int seed, DateTimeOffset now)
    {
        if (seed % 4 == 0)
            return 0;
        var tick = (now.ToUnixTimeMilliseconds() + (seed % 2000)) / (long)Beat.TotalMilliseconds;
        var slow = 1 + Math.Sin((tick / 9.0) + seed);
        var fast = 1 + Math.Sin((tick * 2.4) + (seed / 7.0));
        return (long)(slow * fast * (8 + (seed % 56)) * KiB);
    }
}
