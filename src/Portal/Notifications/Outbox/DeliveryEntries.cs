using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Notifications.Outbox;

/// <summary>What the ledger keeps of a delivery: to whom, about what, and what came of it; never an address, a text or a link.</summary>
internal static class DeliveryEntries
{
    public static readonly StreamId Stream = new("notifications");

    public static NewEntry Sent(OutboxRow row, Notice notice) => Entry("notification.sent", row, notice, null);

    public static NewEntry Failed(OutboxRow row, Notice notice, string why) => Entry("notification.failed", row, notice, why);

    private static NewEntry Entry(string kind, OutboxRow row, Notice notice, string? why) => new(kind, UserId.Portal, JsonSerializer.Serialize(new
    {
        delivery = row.Delivery,
        about = notice.Code,
        run = notice.Run?.Value,
        person = row.Lane == OutboxRow.Mail ? row.Recipient : null,
        webhook = row.Lane == OutboxRow.Mail ? null : row.Recipient,
        attempts = row.Attempts,
        why,
    }));
}
