using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;
using Portal.Browser.Tests.Screens;

namespace Portal.Browser.Tests.Demo;

/// <summary>An auditor takes the evidence of a run home.</summary>
public sealed class EvidenceTests(Chrome chrome) : ScreenCast(chrome)
{
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_finished_run_is_handed_out_in_every_format_and_its_lines_verify_elsewhere()
    {
        _portal = await PortalProcess.Demo(Stop);
        var (first, second) = (await SignedIn(_portal, "operator", _portal.PasswordOf("operator")), await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin")));
        await first.Press("Leave the tour");
        await second.Press("Leave the tour");
        var run = await RunFlow.Begin(first, "erp-db-01", "B");
        await RunFlow.ApproveToTheEnd(second, run, TimeSpan.FromMinutes(3));
        await RunFlow.Interruptions(first, 2);

        await second.Go($"/runs/{run}");
        await second.Page.GetByRole(AriaRole.Heading, new() { Name = "Evidence" }).WaitForAsync();
        await second.Shoot("run-evidence");
        await LookTwice(second, "run with its evidence");
        Assert.Equal(0, await first.Page.GetByRole(AriaRole.Link, new() { Name = "Download all" }).CountAsync());

        var pdf = await Take(second, "PDF");
        Assert.Equal("%PDF-1.7", Encoding.ASCII.GetString(pdf, 0, 8));
        // For people to look at after the run.
        await File.WriteAllBytesAsync(Path.Combine(Repository.Artifacts("evidence"), "run.pdf"), pdf);
        Assert.Contains(run, Encoding.UTF8.GetString(await Take(second, "HTML")), StringComparison.Ordinal);
        Assert.Contains("changed, verified", Encoding.UTF8.GetString(await Take(second, "CSV")), StringComparison.Ordinal);
        var lines = await Take(second, "JSON Lines");
        Assert.StartsWith("whole ", Verified(lines), StringComparison.Ordinal);
        using var all = new ZipArchive(new MemoryStream(await Take(second, "Download all")));
        Assert.Contains(all.Entries, e => e.FullName == $"run-{run}.jsonl");
        Assert.Contains(all.Entries, e => e.FullName.StartsWith("output/", StringComparison.Ordinal));

        await second.Go($"/audit?run={run}");
        await second.Shoot("audit-of-run");
        await LookTwice(second, "audit of a run with its evidence");
        Assert.True((await Take(second, "PDF")).Length > 10_000);

        // A second run that is not done, so that the period has something to tell.
        var left = await RunFlow.Begin(first, "crm-files-02", "B");
        await second.Go((await RunFlow.NextQuestion(second, left, TimeSpan.FromMinutes(1)))!);
        await RunFlow.Decide(second, "Reject", "Payroll runs until six.");
        await second.Go("/reports");
        await second.Page.GetByRole(AriaRole.Heading, new() { Name = "1. Patches for each pair" }).WaitForAsync();
        await second.Page.GetByRole(AriaRole.Link, new() { Name = run }).First.WaitForAsync();
        await second.Shoot("reports");
        await LookTwice(second, "reports");
        var link = second.Page.GetByRole(AriaRole.Link, new() { Name = "PDF", Exact = true });
        var report = await Saved(second, link);
        await File.WriteAllBytesAsync(Path.Combine(Repository.Artifacts("evidence"), "period.pdf"), report);
        Assert.Equal("%PDF-1.7", Encoding.ASCII.GetString(report, 0, 8));
        await second.Page.Locator("a[href^='/audit/entries/']").First.ClickAsync();
        await second.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Entry [0-9]+$") }).WaitForAsync();
        await second.Go("/reports?from=2020-01-01&to=2020-01-31");
        await second.Page.GetByText("No run did anything in this time").First.WaitForAsync();
        await second.Shoot("reports-empty");
        AssertFine();
    }

    private protected override ValueTask End() => _portal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Task<byte[]> Take(Viewer by, string format) =>
        Saved(by, by.Page.Locator(".evidence").GetByRole(AriaRole.Link, new() { Name = format, Exact = true }));

    private static async Task<byte[]> Saved(Viewer by, ILocator link)
    {
        var download = await by.Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        await using var from = await download.CreateReadStreamAsync();
        using var to = new MemoryStream();
        await from.CopyToAsync(to);
        return to.ToArray();
    }

    private static string Verified(byte[] lines)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, lines);
            using var python = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Repository.Root, "tests", "verify.py"), path]) { RedirectStandardOutput = true })!;
            return python.StandardOutput.ReadToEnd();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
