using System.Text;
using System.Text.Json;
using Dapper;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Writes the SQL of a query; every value is a parameter.</summary>
internal static class LedgerSearch
{
    private const int MostWords = 8;
    private const int Most = 1000;

    /// <param name="isBroad">Whether so many entries have the prefix in that column that walking back from the newest finds a page sooner than sorting them all.</param>
    public static (string Sql, DynamicParameters Values) Sql(LedgerQuery query, Func<string, string, bool> isBroad)
    {
        var values = new DynamicParameters();
        var where = new List<string>();
        void Where(string condition, string name, object? value)
        {
            if (value is null) return;
            where.Add(condition);
            values.Add(name, value);
        }

        Where("seq < @before", "before", query.BeforeSeq);
        void WherePrefix(string column, string? prefix)
        {
            if (string.IsNullOrEmpty(prefix)) return;
            // A plus sign keeps SQLite from using the column's index.
            Where(Prefix(column, isBroad(column, prefix) ? "+" : ""), column, prefix);
        }

        if (!query.AnyOf.IsDefault) Where("stream IN @streams", "streams", query.AnyOf.Select(stream => stream.Value).ToArray());
        WherePrefix("stream", query.StreamPrefix);
        WherePrefix("kind", query.KindPrefix);
        Where("actor = @actor", "actor", query.Actor?.Value);
        // Time never runs back in the ledger, so a span of time is a span of places, which pages in order.
        Where("seq >= (SELECT COALESCE((SELECT seq FROM ledger WHERE at >= @from ORDER BY at, seq LIMIT 1), 9223372036854775807))", "from", Time(query.From));
        Where("seq <= (SELECT COALESCE((SELECT seq FROM ledger WHERE at < @until ORDER BY at DESC, seq DESC LIMIT 1), 0))", "until", Time(query.Until));
        var words = (query.Text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToArray();
        for (var i = 0; i < words.Length; i++)
            Where($@"data LIKE @word{i} ESCAPE '\'", $"word{i}", Like(words[i]));

        values.Add("take", Math.Clamp(query.Take, 1, Most));
        var filter = where.Count == 0 ? "" : $"WHERE {string.Join(" AND ", where)}";
        return ($"SELECT {LedgerRow.Columns} FROM ledger {filter} ORDER BY seq DESC LIMIT @take", values);
    }

    /// <summary>A range that an index serves: all texts that begin with @column.</summary>
    public static string Prefix(string column, string sign = "") => $"{sign}{column} >= @{column} AND {sign}{column} < @{column} || char(1114111)";

    private static string? Time(DateTimeOffset? at) => at is { } time ? LedgerRow.Text(time) : null;

    // The data is canonical JSON, so a word is looked for as it is written there.
    private static string Like(string word)
    {
        var written = CanonicalJson.Of(JsonSerializer.Serialize(word))[1..^1];
        var pattern = new StringBuilder("%");
        foreach (var c in written)
        {
            if (c is '%' or '_' or '\\') pattern.Append('\\');
            pattern.Append(c);
        }
        return pattern.Append('%').ToString();
    }
}
