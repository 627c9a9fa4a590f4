using System.Collections.Immutable;
using Dapper;
using Portal.Notifications.Outbox;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Notifications;

/// <summary>How far the ledger was read for messages; moved on in the same transaction that queues them.</summary>
internal sealed class FollowStore(PortalDatabase database, SqliteLedger ledger, OutboxStore outbox)
{
    /// <summary>Number of the last entry that was read; an old ledger begins at its end, and so does one that was restored from before the position.</summary>
    public long Begin() => ledger.Write(within =>
    {
        var head = within.Connection.ExecuteScalar<long>("SELECT COALESCE(MAX(seq), 0) FROM ledger", transaction: within.Transaction);
        within.Connection.Execute("""
            INSERT INTO notification_position (id, seq) VALUES (1, @head) ON CONFLICT (id) DO UPDATE SET seq = min(seq, @head)
            """, new { head }, within.Transaction);
        return Position(within);
    });

    public long Position() => database.Read(c => c.ExecuteScalar<long>("SELECT seq FROM notification_position"));

    /// <summary>Queues what the entries up to <paramref name="to"/> mean, unless somebody else did so meanwhile.</summary>
    public bool Move(long from, long to, ImmutableArray<NewMessage> messages, ImmutableArray<OpenQuestion> questions) => ledger.Write(within =>
    {
        if (Position(within) != from) return false;
        within.Connection.Execute("UPDATE notification_position SET seq = @to", new { to }, within.Transaction);
        foreach (var question in questions)
        {
            within.Connection.Execute("""
                INSERT INTO notification_questions (digest, run, asked_at, expires_at) VALUES (@Digest, @run, @asked, @expires) ON CONFLICT DO NOTHING
                """, new { question.Digest, run = question.Run.Value, asked = LedgerRow.Text(question.AskedAt), expires = LedgerRow.Text(question.ExpiresAt) }, within.Transaction);
        }
        outbox.Add(within, messages);
        return true;
    });

    private static long Position(LedgerTransaction within) => within.Connection.ExecuteScalar<long>("SELECT seq FROM notification_position", transaction: within.Transaction);
}
