using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>One write transaction of the database; what is appended here commits together with everything else done on its connection.</summary>
internal sealed class LedgerTransaction(SqliteConnection connection, SqliteTransaction transaction, TimeProvider clock) : IDisposable
{
    // Made once for the transaction: to compile it, with its triggers, takes longer than to run it.
    private SqliteCommand? insert;
    private readonly ImmutableArray<LedgerEntry>.Builder written = ImmutableArray.CreateBuilder<LedgerEntry>();
    private readonly LedgerHead before = ArchivedRows.Last(connection)?.Head ?? new LedgerHead(0, Chain.Origin);
    private LedgerRow? last = connection.QueryFirstOrDefault<LedgerRow>($"SELECT {LedgerRow.Columns} FROM ledger ORDER BY seq DESC LIMIT 1", transaction: transaction);

    public SqliteConnection Connection => connection;

    public SqliteTransaction Transaction => transaction;

    /// <summary>Everything that was appended so far.</summary>
    public ImmutableArray<LedgerEntry> Written => written.ToImmutable();

    /// <summary>Number of the stream's entries, archived ones too.</summary>
    public long Version(StreamId stream) => connection.ExecuteScalar<long>(
        "SELECT COALESCE((SELECT MAX(version) FROM ledger WHERE stream = @stream), (SELECT version FROM archived_streams WHERE stream = @stream), 0)", new { stream = stream.Value }, transaction);

    /// <summary>Appends at the end of the stream, wherever that is.</summary>
    public void Append(StreamId stream, params ReadOnlySpan<NewEntry> entries)
    {
        var version = Version(stream);
        foreach (var entry in entries) Append(stream, ++version, entry);
    }

    private void Append(StreamId stream, long version, NewEntry entry)
    {
        var data = LedgerBody.Data(stream, entry);
        var at = Now();
        var seq = (last?.Seq ?? before.Seq) + 1;
        var previous = last?.Hash ?? [.. before.Hash];
        var body = LedgerBody.Of(at, stream.Value, version, entry.Kind, entry.Actor.Value, data);
        last = new LedgerRow
        {
            Seq = seq,
            Stream = stream.Value,
            Version = version,
            At = at,
            Kind = entry.Kind,
            Actor = entry.Actor.Value,
            Data = data,
            Body = body,
            PreviousHash = previous,
            Hash = [.. Chain.Next(seq, previous, body)],
        };
        insert ??= LedgerRow.Insert(connection, transaction);
        last.Into(insert);
        insert.ExecuteNonQuery();
        written.Add(last.Entry());
    }

    public void Dispose() => insert?.Dispose();

    // A clock that was set back must not reorder the ledger: time stands still until it has caught up.
    private string Now()
    {
        var now = LedgerRow.Text(clock.GetUtcNow());
        return last is not null && string.CompareOrdinal(now, last.At) < 0 ? last.At : now;
    }
}
