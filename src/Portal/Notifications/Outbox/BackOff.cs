namespace Portal.Notifications.Outbox;

/// <summary>When a message that failed is tried again: later each time, and not all at once.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(15), Longest = TimeSpan.FromMinutes(30);

    /// <summary>15 s after the first attempt, twice as long after each further one, at most 30 min; each between 0.75 and 1.25 of that.</summary>
    /// <param name="attempts">Attempts made, 1 or more.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(long attempts, double chance)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (doubled < Longest ? doubled : Longest) * (0.75 + (chance / 2));
    }
}
