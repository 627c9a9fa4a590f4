using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.Runs;
using Portal.Core.Approvals;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Keeping;

/// <summary>What a copy of the database was found to be.</summary>
/// <param name="Head">Its last entry.</param>
/// <param name="Runs">How many runs were read back.</param>
internal sealed record WholeCopy(LedgerHead Head, int Runs);

/// <summary>Opens a copy of the database as a start would, and reads everything in it: pages, schema, chain, checkpoints with their signatures, every run, the policy.</summary>
internal static class WholeCheck
{
    /// <param name="path">A copy that nobody else has open; it is opened for writing, as a restored one would be.</param>
    /// <exception cref="StorageRefusedException">It is not whole; the message says what is wrong with it.</exception>
    public static async Task<WholeCopy> Demand(string path, TimeProvider clock)
    {
        using var database = PortalDatabase.Open(path, clock);
        await using var watch = new LedgerWatch(NullLogger<LedgerWatch>.Instance);
        try
        {
            var pages = database.Read(connection => connection.QueryFirst<string>("PRAGMA integrity_check(1)"));
            if (pages != "ok") throw Not($"SQLite finds its pages damaged: {pages}.");
            var ledger = SqliteLedger.Open(database, watch, clock);
            if (ledger.Verify() is ChainCheck.Broken broken) throw Not($"its chain is broken. {broken.Why}");
            if (new CheckpointCheck(ledger, new CheckpointStore(database, ledger), []).Look() is { } unsigned) throw Not($"its checkpoints do not fit. {unsigned.Why}");
            _ = PolicyBook.Of(ledger.Read(PolicyBook.Stream));
            return new WholeCopy(ledger.Head, Runs(ledger));
        }
        catch (LedgerUnavailableException fault)
        {
            throw new StorageRefusedException($"The copy cannot be read. {fault.Message}", fault);
        }
    }

    private static int Runs(SqliteLedger ledger)
    {
        var runs = 0;
        foreach (var stream in ledger.Streams(Streams.RunPrefix))
        {
            try
            {
                if (Run.Fold(ledger.Read(stream).Select(Streams.Read)) is null) throw Not($"{stream} does not begin like a run.");
            }
            catch (Exception fault) when (fault is System.Text.Json.JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
            {
                throw Not($"{stream} cannot be read back: {fault.Message}");
            }
            runs++;
        }
        return runs;
    }

    private static StorageRefusedException Not(string why) => new($"The copy is not whole: {why}");
}
