using System.Collections.Immutable;
using System.Data;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;

namespace Portal.Storage.Ledger;

/// <summary>Reads the ledger; each call has a connection of its own and waits for no writer.</summary>
internal sealed class LedgerReader(PortalDatabase database)
{
    // Long reads go page by page: flat memory, and no open snapshot that keeps the write-ahead log from being reset.
    private const int Page = 500;

    private readonly LedgerExplorer explorer = new(database);

    public LedgerHead Head()
    {
        var last = Rows("ORDER BY seq DESC LIMIT 1", null).FirstOrDefault();
        return last is not null ? new LedgerHead(last.Seq, [.. last.Hash]) : Archived()?.Head ?? new LedgerHead(0, Chain.Origin);
    }

    public ArchivedPart? ArchiveOf(long seq) => database.Read(connection => ArchivedRows.All(connection).Where(one => one.First <= seq && seq <= one.Part.Head.Seq).Select(one => one.Part).FirstOrDefault());

    public ArchivedPart? Archived() => database.Read(ArchivedRows.Last);

    public ImmutableArray<LedgerEntry> Stream(StreamId stream)
    {
        var values = new { stream = stream.Value };
        var rows = Rows("WHERE stream = @stream ORDER BY version", values);
        // Only a stream that begins later than its first entry has something among the archived ones.
        if (rows is [{ Version: 1 }, ..] || !CarriedOver.Has(stream)) return Entries(rows);
        return Entries([.. database.Read(connection => connection.Query<LedgerRow>($"SELECT {LedgerRow.Columns} FROM archived_entries WHERE stream = @stream ORDER BY version", values).AsList()), .. rows]);
    }

    public ImmutableArray<LedgerEntry> Query(LedgerQuery query) => explorer.Page(query, long.MaxValue, CancellationToken.None).Entries;

    public ImmutableArray<StreamId> Streams(string prefix)
    {
        var range = string.IsNullOrEmpty(prefix) ? "" : "AND stream >= @prefix AND stream < @end";
        var names = database.Read(connection => connection.Query<string>(
            $"SELECT stream FROM (SELECT stream, seq FROM archived_entries WHERE version = 1 {range} UNION ALL SELECT stream, seq FROM ledger WHERE version = 1 {range}) ORDER BY seq", new { prefix, end = LedgerLanes.End(prefix ?? "") }).AsList());
        return [.. names.Select(name => new StreamId(name))];
    }

    /// <summary>Every entry up to the head as it is when the reading begins.</summary>
    public IEnumerable<LedgerEntry> All(long afterSeq) => Walk(afterSeq).Select(row => row.Entry());

    public ChainCheck Verify()
    {
        if (database.Read(SchemaCheck.Difference) is { } difference)
            return new ChainCheck.Broken(0, $"The table is no longer guarded: {difference}");
        var chain = Follow(FromBeginning(), Walk(long.MinValue));
        if (chain is not ChainCheck.Whole whole) return chain;
        return ArchivedCheck.Difference(database, this) ?? PairIndexCheck.Difference(database, whole.Head.Seq) ?? chain;
    }

    public ChainCheck VerifyLast(int entries)
    {
        var trusted = Head().Seq - entries;
        if (trusted <= (Archived()?.Head.Seq ?? 0)) return Follow(FromBeginning(), Walk(long.MinValue));
        var rows = Walk(trusted);
        return Follow(ChainWalk.After(trusted, rows.FirstOrDefault()), rows);
    }

    private ChainWalk FromBeginning() => database.Read(connection =>
        ArchivedRows.Last(connection) is { } archived ? ChainWalk.FromArchive(archived.Head, ArchivedRows.Versions(connection)) : ChainWalk.FromOrigin());

    private static ChainCheck Follow(ChainWalk walk, IEnumerable<LedgerRow> rows)
    {
        try
        {
            foreach (var row in rows)
                if (walk.Step(row) is { } broken) return broken;
            return new ChainCheck.Whole(walk.Head);
        }
        catch (DataException)
        {
            return new ChainCheck.Broken(walk.Head.Seq + 1, $"The entries after {walk.Head.Seq} cannot be read: their columns hold something else.");
        }
    }

    private IEnumerable<LedgerRow> Walk(long after)
    {
        var head = Head().Seq;
        while (after < head)
        {
            var page = Rows("WHERE seq > @after AND seq <= @head ORDER BY seq LIMIT @Page", new { after, head, Page });
            if (page.Count == 0) yield break;
            foreach (var row in page) yield return row;
            after = page[^1].Seq;
        }
    }

    private List<LedgerRow> Rows(string clauses, object? values) =>
        database.Read(connection => connection.Query<LedgerRow>($"SELECT {LedgerRow.Columns} FROM ledger {clauses}", values).AsList());

    private static ImmutableArray<LedgerEntry> Entries(List<LedgerRow> rows) => [.. rows.Select(row => row.Entry())];
}
