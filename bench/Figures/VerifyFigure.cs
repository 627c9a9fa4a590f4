using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;

namespace Portal.Bench.Figures;

/// <summary>How long the offline verifier takes for a million entries, beside plain SHA-256 over the same bytes.</summary>
internal static class VerifyFigure
{
    private const int Entries = 1_000_000, Between = 1000;
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task Measure(int rounds, CancellationToken stop)
    {
        var path = Path.Combine(Path.GetTempPath(), $"portal-bench-{Environment.ProcessId}.jsonl");
        try
        {
            var (anchor, bytes) = Write(path, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Entries:N0} entries, {bytes / 1e6:N0} MB, a checkpoint every {Between}"));
            var (plain, tool, ours) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < (rounds > 0 ? rounds : 3); round++)
            {
                stop.ThrowIfCancellationRequested();
                plain.Add(Seconds(() => Hash(path)));
                tool.Add(Seconds(() => Sum(path)));
                ours.Add(Seconds(() => Verify(path, anchor)));
            }
            var (p, t, o) = (Statistics.Median(plain), Statistics.Median(tool), Statistics.Median(ours));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plain SHA-256 {p:0.00} s with OpenSSL, {t:0.00} s with sha256sum; verifier {o:0.00} s: {o / p:0.00} and {o / t:0.00} times; {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB at the most"));
        }
        finally
        {
            File.Delete(path);
        }
        return Task.CompletedTask;
    }

    private static (Checkpoint Anchor, long Bytes) Write(string path, CancellationToken stop)
    {
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = SigningKey.First(secret, At);
        var head = new LedgerHead(0, Chain.Origin);
        // The head of the file names the last entry, so the chain is made twice.
        for (var seq = 1; seq <= Entries; seq++) head = new LedgerHead(seq, Chain.Next(seq, head.Hash.AsSpan(), Body(seq)));
        stop.ThrowIfCancellationRequested();
        using (var file = new StreamWriter(path))
        {
            file.Write(AuditExport.Head(head, "", Entries, At.AddDays(1), "bench", "bench") + "\n");
            file.Write(key.Line() + "\n");
            var previous = Chain.Origin;
            for (var seq = 1; seq <= Entries; seq++)
            {
                var body = Body(seq);
                var hash = Chain.Next(seq, previous.AsSpan(), body);
                file.Write(AuditExport.Full(new LedgerEntry(seq, new StreamId("s"), seq, At, "x", UserId.Portal, "{}", body, previous, hash)) + "\n");
                if (seq % Between == 0) file.Write(Checkpoint.Sign("bench", new LedgerHead(seq, hash), At, key, secret).Line() + "\n");
                previous = hash;
            }
        }
        return (Checkpoint.Sign("bench", head, At, key, secret), new FileInfo(path).Length);
    }

    // As long as an entry of a step is.
    private static string Body(int seq) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"actor":"portal","at":"2026-01-01T00:00:00.0000000Z","data":{"attempt":1,"detail":"Secondary is active, Primary is passive. The engine is running on both servers. WAL: Synchronized.","guards":[],"step":"B7w"},"kind":"step.done","stream":"run/20260101-AAAAA","version":{{{seq}}}}""");

    private static void Hash(string path)
    {
        using var file = File.OpenRead(path);
        SHA256.HashData(file);
    }

    // What a person would type to hash the file.
    private static void Sum(string path)
    {
        using var tool = Process.Start(new ProcessStartInfo("sha256sum", [path]) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("sha256sum did not start.");
        tool.StandardOutput.ReadToEnd();
        tool.WaitForExit();
    }

    private static void Verify(string path, Checkpoint anchor)
    {
        using var file = File.OpenRead(path);
        var found = AuditVerifier.Verify(file, new AuditTrust([new Anchored(anchor, "anchor")], []));
        if (!found.IsTailProven) throw new InvalidOperationException($"It should have been proven: {found.Result}.");
    }

    private static double Seconds(Action what)
    {
        var began = Stopwatch.GetTimestamp();
        what();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
