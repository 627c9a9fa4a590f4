using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Tests.Storage;

/// <summary>A ledger in a folder of its own, removed at the end.</summary>
internal sealed class TestLedger : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("portal-ledger-").FullName;
    private PortalDatabase? database;
    private SqliteLedger? ledger;

    public static StreamId Run { get; } = new("run/20261122-K7F4Q");

    public string Path => System.IO.Path.Combine(folder, "data", "portal.db");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.Zero));

    public LedgerWatch Watch { get; } = new(NullLogger<LedgerWatch>.Instance);

    public SqliteLedger Ledger => ledger ??= Open(new DatabaseSettings(Path));

    public PortalDatabase Database => database!;

    public SqliteLedger Open(DatabaseSettings how)
    {
        database?.Dispose();
        database = PortalDatabase.Open(how);
        return ledger = SqliteLedger.Open(database, Watch, Clock);
    }

    public SqliteLedger Reopen() => Open(new DatabaseSettings(Path));

    /// <summary>A second program at the same file, with no manners.</summary>
    public SqliteConnection Intruder()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    /// <summary>Does what a person with the file and a database browser could do.</summary>
    public void Tamper(string sql)
    {
        using var connection = Intruder();
        connection.Execute(sql);
    }

    public static NewEntry Entry(string kind = "run.noted", string data = """{"text":"x"}""") => new(kind, new UserId("u1"), data);

    public Appended Append(StreamId stream, long expected, params NewEntry[] entries) =>
        Ledger.Append([new StreamAppend(stream, expected, [.. entries])]);

    /// <summary>Ten entries in two streams, in turn.</summary>
    public ImmutableArray<LedgerEntry> Fill(int entries = 10)
    {
        for (var i = 0; i < entries; i++)
        {
            var stream = new StreamId(i % 2 == 0 ? "run/even" : "run/odd");
            Assert.IsType<Appended.Done>(Append(stream, i / 2, Entry(data: $$"""{"n":{{i}}}""")));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
        return [.. Ledger.All()];
    }

    public void Dispose()
    {
        database?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
