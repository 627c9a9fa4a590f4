using System.Globalization;
using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Keeping;

namespace Portal.Notifications;

/// <summary>Tells every Admin that there was no backup, or that the newest cannot be restored; once a day while it stays so.</summary>
internal sealed class BackupSource(IPeople people) : INoticeSource
{
    public bool Tells(string kind) => kind is BackupState.FailedKind or BackupState.DrillFailedKind;

    public IEnumerable<Told> Of(LedgerEntry entry)
    {
        using var data = JsonDocument.Parse(entry.Data);
        var why = data.RootElement.TryGetProperty("why", out var said) ? said.GetString() ?? "" : "";
        var title = entry.Kind == BackupState.FailedKind ? "No backup of the portal was made" : "The newest backup of the portal could not be restored";
        var day = entry.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        yield return new Told(
            new Notice($"{entry.Kind}/{day}", NoticeKind.Alert, NoticeText.Title(title),
            [
                NoticeText.Line(why),
                NoticeText.Line(entry.Kind == BackupState.FailedKind ? "It is tried again by itself. Until one succeeds, what happened since the last good one would be lost with the disk." : "Make another backup, and try again whether it can be restored."),
            ], "/audit/backups", "Open the backups"),
            Audience.Admins(people));
    }
}
