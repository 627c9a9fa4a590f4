using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Storage.Ledger;

/// <summary>One row of the table, exactly as it stands there.</summary>
internal sealed record LedgerRow
{
    public const string Columns = "seq, stream, version, at, kind, actor, data, body, previous_hash AS PreviousHash, hash";

    private const string InsertOne = """
        INSERT INTO ledger (seq, stream, version, at, kind, actor, data, body, previous_hash, hash)
        VALUES (@Seq, @Stream, @Version, @At, @Kind, @Actor, @Data, @Body, @PreviousHash, @Hash)
        """;

    /// <summary>UTC to 100 ns in a fixed width, so that the order of the text is the order of time.</summary>
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public long Seq { get; init; }
    public string Stream { get; init; } = "";
    public long Version { get; init; }
    public string At { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Actor { get; init; } = "";
    public string Data { get; init; } = "";
    public string Body { get; init; } = "";
    public byte[] PreviousHash { get; init; } = [];
    public byte[] Hash { get; init; } = [];

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string at) =>
        DateTimeOffset.ParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static bool IsTime(string at) =>
        DateTimeOffset.TryParseExact(at, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    /// <summary>A command that inserts one row after the other; see <see cref="Into"/>.</summary>
    public static SqliteCommand Insert(SqliteConnection connection, SqliteTransaction transaction)
    {
        var insert = connection.CreateCommand();
        (insert.CommandText, insert.Transaction) = (InsertOne, transaction);
        foreach (var name in (string[])["@Seq", "@Stream", "@Version", "@At", "@Kind", "@Actor", "@Data", "@Body", "@PreviousHash", "@Hash"])
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        return insert;
    }

    /// <summary>Gives the row to the command that inserts it.</summary>
    public void Into(SqliteCommand insert)
    {
        object[] values = [Seq, Stream, Version, At, Kind, Actor, Data, Body, PreviousHash, Hash];
        for (var i = 0; i < values.Length; i++) insert.Parameters[i].Value = values[i];
    }

    /// <exception cref="LedgerUnavailableException">The row is not one that the ledger wrote.</exception>
    public LedgerEntry Entry()
    {
        try
        {
            return new LedgerEntry(
                Seq, new StreamId(Stream), Version, Time(At), Kind, new UserId(Actor), Data, Body,
                ImmutableArray.Create(PreviousHash), ImmutableArray.Create(Hash));
        }
        catch (FormatException fault)
        {
            throw new LedgerUnavailableException(
                $"Entry {Seq} of the ledger cannot be read: its time is damaged. Nothing was changed. Verify the ledger, and restore a backup whose chain verifies.", fault);
        }
    }
}
