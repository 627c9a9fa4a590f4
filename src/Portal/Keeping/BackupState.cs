using System.Text.Json;
using Portal.Core.Audit;

namespace Portal.Keeping;

/// <summary>How it stands with backups, as the ledger has it.</summary>
/// <param name="Made">The newest good backup; null: none yet.</param>
/// <param name="Failed">The newest failure since then; null: none.</param>
/// <param name="Drill">The newest drill; null: none yet.</param>
public sealed record BackupState(BackupEvent? Made, BackupEvent? Failed, BackupEvent? Drill)
{
    public static readonly StreamId Stream = Core.Runs.Streams.Backups;

    internal const string MadeKind = "audit.backup-made", FailedKind = "audit.backup-failed", DrillPassedKind = "audit.drill-passed", DrillFailedKind = "audit.drill-failed";

    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    internal static BackupState Of(ILedger ledger)
    {
        BackupEvent? Newest(string prefix) => ledger.Newest(Stream, prefix) is { } entry ? BackupEvent.Of(entry) : null;
        var (made, failed) = (Newest(MadeKind), Newest(FailedKind));
        return new BackupState(made, failed is not null && (made is null || failed.At > made.At) ? failed : null, Newest("audit.drill-"));
    }
}

/// <summary>A backup or a drill.</summary>
/// <param name="Good">False: it failed.</param>
/// <param name="File">Name of the backup; null when there was none.</param>
/// <param name="Why">Why it failed.</param>
public sealed record BackupEvent(DateTimeOffset At, bool Good, string? File, long Entries, long Bytes, TimeSpan Took, string? Why)
{
    internal static BackupEvent Of(LedgerEntry entry)
    {
        using var read = JsonDocument.Parse(entry.Data);
        var data = read.RootElement;
        string? Text(string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        long Number(string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
        return new BackupEvent(entry.At, entry.Kind is BackupState.MadeKind or BackupState.DrillPassedKind, Text("file"), Number("entries"), Number("bytes"), TimeSpan.FromMilliseconds(Number("ms")), Text("why"));
    }
}
