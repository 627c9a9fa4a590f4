using System.Globalization;
using System.Diagnostics;
using Microsoft.Playwright;
using Portal.Bench.Portals;
using Portal.Lab;

namespace Portal.Bench.Figures;

/// <summary>From a change on a real server to the change in the browser, at the default polling.</summary>
/// <remarks>'A restart is required' is made and taken back on pg2 at a time that pg2 records; the page notes when its text has changed. All are one machine, so one clock.</remarks>
internal static class LiveFigure
{
    private const int Usual = 100;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Each change of the text that tells of the restart, with the browser's time, ms since 1970.
    private const string Notice = """
        () => {
          const said = () => (document.querySelector('.topo .at-secondary .facts')?.textContent ?? '').includes('reboot pending');
          window.benchSaid = said(); window.benchAt = 0;
          new MutationObserver(() => { if (said() !== window.benchSaid) { window.benchSaid = said(); window.benchAt = performance.timeOrigin + performance.now(); } })
            .observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        await using var lab = await LabPair.Up(stop);
        await using var portal = new PublishedPortal();
        await EnrolledLab.Declare(portal, lab, stop);
        await portal.Start(stop);
        var people = await TwoPeople.SetUp(portal, stop);
        await using var chromium = await Chromium.Open();
        var page = await chromium.SignedIn(portal, people, $"/pairs/{EnrolledLab.Pair}");
        await page.Locator(".topo .at-secondary .facts").WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), stop);
        await page.EvaluateAsync(Notice);
        using var server = OnServer();
        var took = new List<double>();
        for (var i = 0; i < (rounds > 0 ? rounds : Usual); i++) took.Add(await One(server, page, i % 2 == 0, stop));
        Console.WriteLine(Statistics.Say($"change on a server to change in the browser: p50 {took.Quantile(0.5):0} ms, p99 {took.Quantile(0.99):0} ms, longest {took.Max():0} ms of {took.Count} changes (aim: p99 under 1,000 ms)"));
    }

    private static async Task<double> One(Process server, IPage page, bool pending, CancellationToken stop)
    {
        // The phase against the polling is left to chance.
        await Task.Delay(Random.Shared.Next(300, 900), stop);
        await server.StandardInput.WriteLineAsync(pending ? "touch /run/reboot-required; date +%s%N" : "rm -f /run/reboot-required; date +%s%N");
        var at = double.Parse((await server.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(Limit, stop))!, CultureInfo.InvariantCulture) / 1e6;
        await page.WaitForFunctionAsync($"() => window.benchSaid === {(pending ? "true" : "false")}", null, new() { Timeout = (float)Limit.TotalMilliseconds, PollingInterval = 50 });
        return await page.EvaluateAsync<double>("() => window.benchAt") - at;
    }

    // A shell that stays open, so that starting one is no part of the time.
    private static Process OnServer()
    {
        var start = new ProcessStartInfo(Repository.Lab, ["ssh", "pg2", "sh"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["LAB_HOLDER"] = "1";
        start.Environment["LAB_SSH_LIMIT"] = "900";
        var server = Process.Start(start)!;
        server.StandardInput.AutoFlush = true;
        return server;
    }
}
