using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Finds places of entries that fit a query, without their words: those are in no index.</summary>
internal sealed class LedgerPlaces
{
    private readonly SqliteConnection connection;
    private readonly LedgerLanes lanes;

    /// <param name="head">Nothing behind it is found, so that all lanes are read up to the same place.</param>
    public LedgerPlaces(SqliteConnection connection, LedgerQuery query, long head)
    {
        this.connection = connection;
        (First, Last) = Span(connection, query, head);
        lanes = LedgerLanes.Of(connection, query);
    }

    /// <summary>The first place that may fit.</summary>
    public long First { get; }

    /// <summary>The last place that may fit; before the first: none does.</summary>
    public long Last { get; }

    /// <summary>The nearest places to one end, in that order.</summary>
    /// <param name="oldest">From the oldest on instead of from the newest.</param>
    public List<long> Nearest(long first, long last, int take, bool oldest)
    {
        var found = new List<long>();
        if (first > last) return found;
        using var lane = Command($"SELECT seq FROM {lanes.Table} WHERE {lanes.Condition} AND seq >= @first AND seq <= @last ORDER BY {lanes.Order} {(oldest ? "ASC" : "DESC")} LIMIT @take");
        var (name, from, to) = (Parameter(lane, "@lane", ""), Parameter(lane, "@first", first), Parameter(lane, "@last", last));
        Parameter(lane, "@take", take);
        foreach (var one in lanes.Names)
        {
            name.Value = one;
            using (var places = lane.ExecuteReader())
                while (places.Read()) found.Add(places.GetInt64(0));
            if (found.Count < take) continue;
            found.Sort(oldest ? null : Comparer<long>.Create((a, b) => b.CompareTo(a)));
            found.RemoveRange(take, found.Count - take);
            // What stands farther than the last of these is on no page with them.
            if (oldest) to.Value = found[^1] - 1;
            else from.Value = found[^1] + 1;
        }
        found.Sort(oldest ? null : Comparer<long>.Create((a, b) => b.CompareTo(a)));
        return found;
    }

    /// <summary>How many fit; counted up to <paramref name="most"/>.</summary>
    public LedgerCount Count(long most)
    {
        if (First > Last) return new LedgerCount(0, IsMore: false);
        if (lanes.IsWhole) return new LedgerCount(Last - First + 1, IsMore: false);
        using var lane = Command($"SELECT count(*) FROM (SELECT 1 FROM {lanes.Table} WHERE {lanes.Condition} AND seq >= @first AND seq <= @last LIMIT @take)");
        var (name, take) = (Parameter(lane, "@lane", ""), Parameter(lane, "@take", most));
        Parameter(lane, "@first", First);
        Parameter(lane, "@last", Last);
        var count = 0L;
        foreach (var one in lanes.Names)
        {
            (name.Value, take.Value) = (one, most + 1 - count);
            count += Convert.ToInt64(lane.ExecuteScalar(), CultureInfo.InvariantCulture);
            if (count > most) return new LedgerCount(most, IsMore: true);
        }
        return new LedgerCount(count, IsMore: false);
    }

    // Time never runs back in the ledger, so a span of time is a span of places.
    private static (long First, long Last) Span(SqliteConnection connection, LedgerQuery query, long head)
    {
        var first = connection.ExecuteScalar<long?>("SELECT min(seq) FROM ledger") ?? 1;
        var last = head;
        if (query.From is { } from) first = connection.ExecuteScalar<long?>("SELECT seq FROM ledger WHERE at >= @from ORDER BY at, seq LIMIT 1", new { from = LedgerRow.Text(from) }) ?? long.MaxValue;
        if (query.Until is { } until) last = Math.Min(last, connection.ExecuteScalar<long?>("SELECT seq FROM ledger WHERE at < @until ORDER BY at DESC, seq DESC LIMIT 1", new { until = LedgerRow.Text(until) }) ?? 0);
        if (query.AfterSeq is { } after) first = Math.Max(first, after == long.MaxValue ? after : after + 1);
        if (query.BeforeSeq is { } before) last = Math.Min(last, before == long.MinValue ? before : before - 1);
        return (first, last);
    }

    private SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in lanes.Values.ParameterNames) command.Parameters.AddWithValue($"@{name}", lanes.Values.Get<object?>(name) ?? DBNull.Value);
        return command;
    }

    private static SqliteParameter Parameter(SqliteCommand command, string name, object value) => command.Parameters.AddWithValue(name, value);
}
