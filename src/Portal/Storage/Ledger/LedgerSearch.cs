using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;

namespace Portal.Storage.Ledger;

/// <summary>Rows that fit a query, from its places on and with its words; every value is a parameter.</summary>
internal static class LedgerSearch
{
    private const int MostWords = 8;
    private const int Chunk = 1000;

    /// <summary>At most <paramref name="take"/> rows nearest to one end, in that order, and the place up to which it looked when it looked at enough.</summary>
    /// <param name="oldest">From the oldest on instead of from the newest.</param>
    /// <param name="look">Most entries whose data is searched for words.</param>
    public static (List<LedgerRow> Rows, long? LookedTo) Rows(SqliteConnection connection, LedgerPlaces places, LedgerQuery query, int take, bool oldest, long look)
    {
        var words = Words(query.Text);
        if (words.Length == 0) return (Read(connection, places.Nearest(places.First, places.Last, take, oldest), words, oldest), null);
        var (first, last, rows) = (places.First, places.Last, new List<LedgerRow>());
        for (var looked = 0L; ;)
        {
            var chunk = places.Nearest(first, last, (int)Math.Min(Chunk, look - looked), oldest);
            rows.AddRange(Read(connection, chunk, words, oldest));
            if (rows.Count >= take) return (rows[..take], null);
            if (chunk.Count == 0) return (rows, null);
            looked += chunk.Count;
            if (oldest) first = chunk[^1] + 1;
            else last = chunk[^1] - 1;
            if (looked >= look) return (rows, first > last ? null : chunk[^1]);
        }
    }

    private static List<LedgerRow> Read(SqliteConnection connection, List<long> places, string[] words, bool oldest)
    {
        if (places.Count == 0) return [];
        var values = new DynamicParameters(new { places = JsonSerializer.Serialize(places) });
        var like = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            like.Append($@" AND data LIKE @word{i} ESCAPE '\'");
            values.Add($"word{i}", Like(words[i]));
        }
        return connection.Query<LedgerRow>(
            $"SELECT {LedgerRow.Columns} FROM ledger WHERE seq IN (SELECT value FROM json_each(@places)){like} ORDER BY seq {(oldest ? "ASC" : "DESC")}", values).AsList();
    }

    private static string[] Words(string? text) => [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];

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
