using System.Collections.Immutable;
using System.Data;
using Dapper;
using Portal.Core.Audit;

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
        return last is null ? new LedgerHead(0, Chain.Origin) : new LedgerHead(last.Seq, [.. last.Hash]);
    }

    public ImmutableArray<LedgerEntry> Stream(StreamId stream) =>
        Entries(Rows("WHERE stream = @stream ORDER BY version", new { stream = stream.Value }));

    public ImmutableArray<LedgerEntry> Query(LedgerQuery query) => explorer.Page(query, long.MaxValue, CancellationToken.None).Entries;

    public ImmutableArray<StreamId> Streams(string prefix)
    {
        var range = string.IsNullOrEmpty(prefix) ? "" : "AND stream >= @prefix AND stream < @end";
        var names = database.Read(connection => connection.Query<string>(
            $"SELECT stream FROM ledger WHERE version = 1 {range} ORDER BY seq", new { prefix, end = LedgerLanes.End(prefix ?? "") }).AsList());
        return [.. names.Select(name => new StreamId(name))];
    }

    /// <summary>Every entry up to the head as it is when the reading begins.</summary>
    public IEnumerable<LedgerEntry> All(long afterSeq) => Walk(afterSeq).Select(row => row.Entry());

    public ChainCheck Verify()
    {
        if (database.Read(SchemaCheck.Difference) is { } difference)
            return new ChainCheck.Broken(0, $"The table is no longer guarded: {difference}");
        var chain = Follow(ChainWalk.FromOrigin(), Walk(long.MinValue));
        return chain is ChainCheck.Whole whole && PairIndexCheck.Difference(database, whole.Head.Seq) is { } lost ? lost : chain;
    }

    public ChainCheck VerifyLast(int entries)
    {
        var trusted = Head().Seq - entries;
        if (trusted <= 0) return Follow(ChainWalk.FromOrigin(), Walk(long.MinValue));
        var rows = Walk(trusted);
        return Follow(ChainWalk.After(trusted, rows.FirstOrDefault()), rows);
    }

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
