using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Bench.Figures;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Bench.Explorer;

/// <summary>What the explorer's indexes cost an append: two copies of a long ledger, one without them, turn about.</summary>
internal static class AppendCost
{
    private const int Appends = 300, Together = 200, Batches = 40;

    // The schema as it was before the explorer; the portal would refuse it at its next start.
    private const string Before = """
        DROP TRIGGER ledger_tells_pair; DROP TRIGGER ledger_tells_run; DROP TRIGGER ledger_tells_pair_run;
        DROP TABLE ledger_pairs; DROP TABLE ledger_pair_runs;
        DROP INDEX ledger_actor_kind; CREATE INDEX ledger_actor ON ledger (actor);
        """;

    public static void Measure(int entries, CancellationToken stop)
    {
        var path = LongLedger.Of(entries, stop);
        using var with = new Copy(path, "");
        using var without = new Copy(path, Before);
        foreach (var (name, count, size) in new[] { ("one entry", Appends, 1), ($"{Together} entries", Batches, Together) })
        {
            var (a, b) = (new List<double>(), new List<double>());
            for (var i = 0; i < count; i++)
            {
                stop.ThrowIfCancellationRequested();
                b.Add(without.Append(size));
                a.Add(with.Append(size));
            }
            Console.WriteLine(Statistics.Say($"append of {name} in one transaction: {b.Median():0.000} ms without the explorer's indexes, {a.Median():0.000} ms with them ({count} each; 9 in 10 within {b.Quantile(0.9):0.000} and {a.Quantile(0.9):0.000} ms)"));
        }
    }

    private sealed class Copy : IDisposable
    {
        private static int copies;
        private readonly string _path;
        private readonly PortalDatabase _database;
        private readonly SqliteLedger _ledger;
        private long _version;

        public Copy(string path, string change)
        {
            _path = $"{path}.copy{++copies}";
            File.Copy(path, _path, overwrite: true);
            _database = PortalDatabase.Open(_path);
            _ledger = SqliteLedger.Open(_database, new LedgerWatch(NullLogger<LedgerWatch>.Instance), TimeProvider.System);
            if (change.Length > 0)
            {
                using var connection = new SqliteConnection($"Data Source={_path};Pooling=False");
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = change;
                command.ExecuteNonQuery();
            }
            // A run of a pair: what costs most.
            _ledger.Append([new StreamAppend(new StreamId($"pair/bench"), 0, [PairLock.Entry(PairLock.Opened, new RunId("20261122-BENCH"), UserId.Portal)])]);
        }

        public double Append(int entries)
        {
            NewEntry[] some = [.. Enumerable.Range(0, entries).Select(_ => new NewEntry("step.done", UserId.Portal, """{"attempt":1,"detail":"Secondary is active, Primary is passive. WAL: Synchronized.","step":"B7w"}"""))];
            var began = Stopwatch.GetTimestamp();
            _ledger.Append([new StreamAppend(new StreamId("run/20261122-BENCH"), _version, [.. some])]);
            _version += entries;
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        public void Dispose()
        {
            _database.Dispose();
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_path)!, Path.GetFileName(_path) + "*")) File.Delete(file);
        }
    }
}
