using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Facts at once, on each change, and at least every 2 s, until the caller closes its end.</summary>
internal static class Watch
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <param name="everyMs">Pace of looking, ms; brought into 100 to 10,000.</param>
    internal static async Task Run(HostRoots roots, TimeProvider time, int everyMs, Answers answers)
    {
        TimeSpan every = TimeSpan.FromMilliseconds(Math.Clamp(everyMs, 100, 10_000));
        TimeSpan pace = every < Longest ? every : Longest;
        using FactsReader reader = new(roots, time);
        using PeriodicTimer timer = new(pace, time);
        HostFacts? told = null;
        long toldAt = 0;
        do
        {
            HostFacts now = await reader.Read(CancellationToken.None);
            // A look later would come after the 2 s, so what is due before the next one goes out now.
            bool due = told is null || time.GetElapsedTime(toldAt) + (pace / 2) >= Longest;
            if (due || FactsReader.Differ(now, told!))
            {
                answers.Write(now, WireJson.Default.HostFacts);
                (told, toldAt) = (now, time.GetTimestamp());
            }
        }
        while (!answers.IsClosed && !answers.CallerHasEnded && await timer.WaitForNextTickAsync());
    }
}
