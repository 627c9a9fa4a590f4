using System.Diagnostics;
using System.Globalization;
using System.Net;
using Portal.Bench.Figures;
using Portal.Bench.Portals;

namespace Portal.Bench.Explorer;

/// <summary>The published portal's CSV of a whole ledger, sentences and all, beside what the sqlite3 shell writes of the same rows; both to a file, turn about.</summary>
internal static class ExportRace
{
    // The columns that the shell has, too; it knows no sentences and no names.
    private const string Columns = "seq, at, stream, version, kind, actor, data, lower(hex(previous_hash)) AS previous_hash, lower(hex(hash)) AS hash";

    public static async Task Measure(int entries, int rounds, CancellationToken stop)
    {
        await using var portal = new PublishedPortal();
        File.Copy(LongLedger.Of(entries, stop), portal.Database);
        await portal.Start(stop);
        var people = await TwoPeople.SetUp(portal, stop);
        var cookies = await SignIn.By(portal, people.First, people.FirstPassword, stop);
        var file = Path.Combine(portal.Folder, "export");
        var (csv, cpu, shell, lines) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var before = portal.PeakResident;
        for (var round = 0; round < rounds; round++)
        {
            var cost = portal.Cost;
            csv.Add(await Download(portal, "/audit/export.csv", cookies, file, stop));
            cpu.Add((portal.Cost - cost).TotalSeconds);
            var written = new FileInfo(file).Length;
            shell.Add(await Run("sqlite3", ["-readonly", "-csv", "-header", "-cmd", $".output {file}", portal.Database, $"SELECT {Columns} FROM ledger WHERE seq <= {entries.ToString(CultureInfo.InvariantCulture)} ORDER BY seq"], stop));
            var shells = new FileInfo(file).Length;
            lines.Add(await Download(portal, "/audit/export.jsonl", cookies, file, stop));
            if (round == 0) Console.WriteLine(Statistics.Say($"{entries:N0} entries: {written / 1e6:N0} MB of CSV, {shells / 1e6:N0} MB of the shell's"));
        }
        var (ours, theirs) = (csv.Median(), shell.Median());
        Console.WriteLine(Statistics.Say($"CSV {ours:0.00} s, sqlite3 shell {theirs:0.00} s: {ours / theirs:0.00} times (aim: at most 1.5); JSON Lines {lines.Median():0.00} s; processor time of the portal's CSV {cpu.Median():0.00} s; load {Machine.Load()}"));
        Console.WriteLine(Statistics.Say($"resident memory of the portal at its most: {before / 1e6:0} MB before, {portal.PeakResident / 1e6:0} MB after"));
    }

    private static Task<double> Download(PublishedPortal portal, string path, CookieContainer cookies, string file, CancellationToken stop) =>
        Run("curl", ["--fail", "--silent", "--show-error", "--output", file, "--cookie", cookies.GetCookieHeader(portal.Address), new Uri(portal.Address, path).AbsoluteUri], stop);

    private static async Task<double> Run(string program, string[] arguments, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
