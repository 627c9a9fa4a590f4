using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit.Signing;
using Portal.Bench.Figures;
using Portal.Bench.Portals;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Bench.Explorer;

/// <summary>What it takes to archive the older half of a long ledger at a start: the published portal on a copy of it, then the same portal without that half.</summary>
internal static class ArchiveFigure
{
    private const int Entries = ExplorerFigure.Entries, Between = 500;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static async Task Measure(int rounds, CancellationToken stop)
    {
        for (var round = 0; round < Math.Max(1, rounds); round++) await Once(stop);
    }

    private static async Task Once(CancellationToken stop)
    {
        await using var portal = new PublishedPortal();
        File.Copy(LongLedger.Of(Entries, stop), portal.Database);
        var anchor = Path.Combine(portal.Folder, "anchor.log");
        var middle = SignAll(portal, stop);
        var folder = Path.Combine(portal.Folder, "archives");
        portal.With("Audit:AnchorFiles:0", anchor).With("Archive:Directory", folder)
            .With("Archive:KeepDays", Math.Ceiling((DateTimeOffset.UtcNow - middle).TotalDays).ToString(CultureInfo.InvariantCulture));

        await portal.Start(stop);
        var (plain, before) = (portal.StartTook, new FileInfo(portal.Database).Length);
        Console.WriteLine(Statistics.Say($"{Entries:N0} entries, {before / 1e6:N0} MB, a checkpoint every {Between}: a start takes {plain.TotalSeconds:0.0} s and {portal.PeakResident / 1e6:0} MB at the most"));
        // The anchor gets what was signed without it; a segment ends only where it has the checkpoint.
        while (!File.Exists(anchor) || File.ReadLines(anchor).Count() < Entries / Between) await Task.Delay(200, stop);
        await portal.End();

        await portal.With("Archive:AtStart", "A measurement.").Start(Limit, stop);
        var (archiving, peak) = (portal.StartTook, portal.PeakResident);
        await portal.End();
        var archive = Directory.GetFiles(folder).Single();
        var after = new FileInfo(portal.Database).Length;
        Console.WriteLine(Statistics.Say($"the start that archives takes {archiving.TotalSeconds:0.0} s and {peak / 1e6:0} MB at the most: {Path.GetFileName(archive)}, {new FileInfo(archive).Length / 1e6:N0} MB; the database has {after / 1e6:N0} MB; load {Machine.Load()}"));

        await portal.Without("Archive:AtStart").Start(stop);
        Console.WriteLine(Statistics.Say($"a start after it takes {portal.StartTook.TotalSeconds:0.0} s"));
        await Verify(portal, archive, anchor, stop);
    }

    // The whole trail as an auditor gets it: the archive, and an export of what is left.
    private static async Task Verify(PublishedPortal portal, string archive, string anchor, CancellationToken stop)
    {
        var people = await TwoPeople.SetUp(portal, stop);
        var cookies = await SignIn.By(portal, people.First, people.FirstPassword, stop);
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var client = new HttpClient(handler) { BaseAddress = portal.Address, Timeout = Limit };
        var export = Path.Combine(portal.Folder, "export.jsonl");
        await using (var from = await client.GetStreamAsync(new Uri("/audit/export.jsonl", UriKind.Relative), stop))
        await using (var to = File.Create(export)) await from.CopyToAsync(to, stop);

        var began = Stopwatch.GetTimestamp();
        using var verifier = new AuditVerifier(new AuditTrust([.. Checkpoint.In(File.ReadLines(anchor)).Select(checkpoint => new Anchored(checkpoint, "anchor.log"))], []));
        using (var file = File.OpenRead(archive)) verifier.TakeArchive(file, Path.GetFileName(archive));
        using (var file = File.OpenRead(export)) verifier.TakeExport(file, "the export");
        var found = verifier.End();
        Console.WriteLine(Statistics.Say($"the archive and an export of the rest, verified together in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {found.Entries:N0} entries from {found.First}, {(found.IsWhole ? "whole" : $"{found.Result}")}"));
    }

    /// <summary>Signs the ledger as a portal does that has lived all this time.</summary>
    /// <returns>When its middle entry was written.</returns>
    private static DateTimeOffset SignAll(PublishedPortal portal, CancellationToken stop)
    {
        using var database = PortalDatabase.Open(portal.Database);
        var ledger = SqliteLedger.Open(database, new LedgerWatch(NullLogger<LedgerWatch>.Instance), TimeProvider.System);
        var clock = new Then();
        using var signer = Signer.Open(Path.Combine(portal.Folder, "keys", "audit-signing.pem"), new CheckpointStore(database, ledger), clock);
        var (lines, middle) = (new List<(long Seq, string Line)>(), default(DateTimeOffset));
        foreach (var entry in ledger.All())
        {
            if (entry.Seq == Entries / 2) middle = entry.At;
            if (entry.Seq % Between != 0) continue;
            clock.Now = entry.At;
            lines.Add((entry.Seq, signer.Sign(new LedgerHead(entry.Seq, entry.Hash)).Line()));
            stop.ThrowIfCancellationRequested();
        }
        using var connection = new SqliteConnection($"Data Source={portal.Database};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var (seq, line) in lines)
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO checkpoints (seq, line) VALUES ($seq, $line)";
            insert.Parameters.AddWithValue("$seq", seq);
            insert.Parameters.AddWithValue("$line", line);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return middle;
    }

    private sealed class Then : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
