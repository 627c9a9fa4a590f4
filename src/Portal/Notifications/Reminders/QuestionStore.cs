using System.Collections.Immutable;
using System.Globalization;
using Dapper;
using Portal.Core.Runs;
using Portal.Notifications.Outbox;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Notifications.Reminders;

/// <summary>Questions that nobody decided yet, and what was sent about each.</summary>
internal sealed class QuestionStore(PortalDatabase database, SqliteLedger ledger, OutboxStore outbox)
{
    public ImmutableArray<AskedQuestion> Open() => [.. database.Read(c => c.Query<AskedQuestion>(
        "SELECT digest, run AS RunId, asked_at AS Asked, expires_at AS Expires, reminded, escalated, warned FROM notification_questions ORDER BY asked_at").AsList())];

    /// <summary>Notes what was sent, and queues it; nothing happens when somebody else was first.</summary>
    public bool Note(AskedQuestion before, AskedQuestion after, ImmutableArray<NewMessage> messages) => ledger.Write(within =>
    {
        var noted = within.Connection.Execute("""
            UPDATE notification_questions SET reminded = @Reminded, escalated = @Escalated, warned = @Warned
            WHERE digest = @Digest AND reminded = @was AND escalated = @wasEscalated AND warned = @wasWarned
            """, new { after.Digest, after.Reminded, after.Escalated, after.Warned, was = before.Reminded, wasEscalated = before.Escalated, wasWarned = before.Warned }, within.Transaction) == 1;
        if (noted) outbox.Add(within, messages);
        return noted;
    });

    /// <summary>It was decided or has ended: what still waits about it is dropped.</summary>
    public void Close(AskedQuestion question) => ledger.Write(within =>
    {
        within.Connection.Execute("DELETE FROM notification_questions WHERE digest = @Digest", new { question.Digest }, within.Transaction);
        outbox.DropAbout(within, question.Digest);
        return true;
    });

    /// <summary>Local day of the last digest; null before the first.</summary>
    public DateOnly? DigestOn() => database.Read(c => c.ExecuteScalar<string?>("SELECT digest_on FROM notification_position")) is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>Takes a day's digest as made, and queues it; nothing happens when somebody else was first.</summary>
    public bool NoteDigest(DateOnly day, ImmutableArray<NewMessage> messages) => ledger.Write(within =>
    {
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var noted = within.Connection.Execute("UPDATE notification_position SET digest_on = @text WHERE digest_on IS NULL OR digest_on < @text", new { text }, within.Transaction) == 1;
        if (noted) outbox.Add(within, messages);
        return noted;
    });
}

/// <summary>A question with what was sent about it.</summary>
internal sealed record AskedQuestion
{
    public string Digest { get; init; } = "";
    public string RunId { get; init; } = "";
    public string Asked { get; init; } = "";
    public string Expires { get; init; } = "";

    /// <summary>Reminders that were due so far.</summary>
    public long Reminded { get; init; }
    public bool Escalated { get; init; }

    /// <summary>It was told that the question ends soon.</summary>
    public bool Warned { get; init; }

    public RunId Run => new(RunId);
    public DateTimeOffset AskedAt => LedgerRow.Time(Asked);
    public DateTimeOffset ExpiresAt => LedgerRow.Time(Expires);
}
