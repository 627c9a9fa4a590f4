using System.Text.Json;
using Microsoft.Playwright;
using Portal.Bench.Portals;
using Portal.Bench.Rolling;

namespace Portal.Bench.Figures;

/// <summary>How long two people's pages of one run say different things of it, while it is carried out on a simulated pair.</summary>
internal static class AgreeFigure
{
    private const int Pairs = 20;

    // What everybody has to see alike: steps, roles, sync, replication. Ages and durations count by themselves, and buttons depend on who looks.
    private const string Notice = """
        () => {
          const said = () => [...document.querySelectorAll('.topo .chip, .topo .label, ol[aria-label=Steps] li')].map(one => {
            const shown = one.cloneNode(true);
            shown.querySelectorAll('.age, time, .t').forEach(counts => counts.remove());
            return shown.className + ' ' + shown.textContent.replace(/\s+/g, ' ').trim();
          }).join('\n');
          window.benchSaid = [];
          const note = () => { const now = said(); if (now !== window.benchSaid.at(-1)?.text) window.benchSaid.push({ at: performance.timeOrigin + performance.now(), text: now }); };
          note();
          new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """;

    private sealed record Said(double At, string Text);

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        var apart = new List<double>();
        var changes = 0;
        for (var i = 0; i < Math.Max(rounds, 1); i++)
        {
            var (one, other) = await Watched(stop);
            apart.AddRange(Apart(one, other));
            changes += one.Length - 1;
        }
        Console.WriteLine(Statistics.Say($"two browsers on one run: {changes} changes; they said different things {apart.Count} times, p50 {apart.Quantile(0.5):0} ms, p99 {apart.Quantile(0.99):0} ms, longest {apart.Max():0} ms (aim: none over 1,000 ms)"));
    }

    private static async Task<(Said[] One, Said[] Other)> Watched(CancellationToken stop)
    {
        await using var portal = SimulatedPairs.Declare(new PublishedPortal(), Pairs);
        portal.With("Remoting:Simulation:Pairs:sim-000:Updates", "3").With("Remoting:Simulation:Pairs:sim-000:RebootRequired", "true");
        var (people, run) = await PortalRoll.Planned(portal, stop);
        await using var first = await Chromium.Open();
        await using var second = await Chromium.Open();
        IPage[] pages = [await first.SignedIn(portal, people, $"/runs/{run}"), await second.SignedIn(portal, people with { First = people.Second, FirstPassword = people.SecondPassword }, $"/runs/{run}")];
        foreach (var page in pages) await page.EvaluateAsync(Notice);
        if (await Approvals.Drive(portal, people, run, stop) is { } held) throw new InvalidOperationException($"The run did not end: {held}\n{portal.Output}");
        await Task.Delay(TimeSpan.FromSeconds(2), stop);
        return (await Read(pages[0]), await Read(pages[1]));
    }

    private static async Task<Said[]> Read(IPage page) =>
        JsonSerializer.Deserialize<Said[]>(await page.EvaluateAsync<string>("() => JSON.stringify(window.benchSaid)"), JsonSerializerOptions.Web)!;

    /// <summary>Each stretch of time in which the two say different things, ms; the last one too, which must not be open.</summary>
    private static IEnumerable<double> Apart(Said[] one, Said[] other)
    {
        var (here, there) = ("", "");
        double? since = null;
        foreach (var (at, isHere, text) in one.Select(s => (s.At, true, s.Text)).Concat(other.Select(s => (s.At, false, s.Text))).OrderBy(s => s.At))
        {
            if (isHere) here = text;
            else there = text;
            if (here == there)
            {
                if (since is { } began) yield return at - began;
                since = null;
            }
            // Until both have been read once, there is nothing to compare.
            else if (here.Length > 0 && there.Length > 0) since ??= at;
        }
        if (since is not null) throw new InvalidOperationException("The two pages do not agree in the end.");
    }
}
