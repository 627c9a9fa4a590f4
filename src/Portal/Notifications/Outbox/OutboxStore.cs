using System.Collections.Immutable;
using System.Security.Cryptography;
using Dapper;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Notifications.Outbox;

/// <summary>Messages that are to be sent, kept in the database: a restart loses none, and none that was acknowledged is sent again.</summary>
/// <remarks>Two processes may send from the same file: whoever claims a message has it until the claim ends. A storage fault throws
/// <see cref="Core.Audit.LedgerUnavailableException"/>; then nothing was changed.</remarks>
internal sealed class OutboxStore(PortalDatabase database, SqliteLedger ledger, TimeProvider clock)
{
    /// <summary>Most messages that wait in one lane; what comes on top is given up, and that is told.</summary>
    public const int MostWaiting = 2_000;

    /// <summary>How long a claim lasts: longer than any sending may take, so that only a crash leaves one behind.</summary>
    public static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(2);

    /// <summary>How long messages that ended are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // Longer than the longest wait before an attempt: what is due later than this was queued by a clock that has been set back since.
    private static readonly TimeSpan Far = TimeSpan.FromHours(1);

    private const string FullWhy = "The queue is full.";

    /// <summary>Queues within a transaction; what was told already is left out.</summary>
    public void Add(LedgerTransaction within, ImmutableArray<NewMessage> messages)
    {
        foreach (var message in messages)
        {
            var now = LedgerRow.Text(clock.GetUtcNow());
            var full = within.Connection.ExecuteScalar<long>(
                "SELECT count(*) FROM notification_outbox WHERE state = 'pending' AND lane = @Lane", new { message.Lane }, within.Transaction) >= MostWaiting;
            var row = new OutboxRow
            {
                Delivery = RandomNumberGenerator.GetHexString(32, lowercase: true),
                Lane = message.Lane,
                Recipient = message.Recipient,
                Kind = message.Notice.Code,
                NoticeJson = message.Notice.Write(),
                State = full ? OutboxState.GivenUp : OutboxState.Pending,
                CreatedAt = now,
                DueAt = now,
                EndedAt = full ? now : null,
                Error = full ? FullWhy : null,
            };
            var values = new DynamicParameters(row);
            values.Add("once", $"{message.Notice.Key}/{message.Lane}/{message.Recipient}");
            values.Add("about", message.Notice.About);
            var added = within.Connection.Execute("""
                INSERT INTO notification_outbox (delivery, once, lane, recipient, kind, about, notice, state, attempts, created_at, due_at, ended_at, error)
                VALUES (@Delivery, @once, @Lane, @Recipient, @Kind, @about, @NoticeJson, @State, 0, @CreatedAt, @DueAt, @EndedAt, @Error)
                ON CONFLICT (once) DO NOTHING
                """, values, within.Transaction);
            if (full && added == 1) within.Append(DeliveryEntries.Stream, DeliveryEntries.Failed(row, message.Notice, FullWhy));
        }
    }

    /// <summary>The oldest message of the lane that is due, claimed for this caller and counted as an attempt; null when none is.</summary>
    /// <param name="claim">Names the claim; see <see cref="Delivered"/>.</param>
    public OutboxRow? Claim(string lane, string claim)
    {
        var now = clock.GetUtcNow();
        var values = new { lane, claim, now = LedgerRow.Text(now), far = LedgerRow.Text(now + Far), until = LedgerRow.Text(now + ClaimLife) };
        const string due = """
            lane = @lane AND state = 'pending' AND (due_at <= @now OR due_at > @far)
            AND (held_until IS NULL OR held_until <= @now OR held_until > @far)
            """;
        // Looking costs no write: most looks find nothing.
        if (!database.Read(c => c.ExecuteScalar<bool>($"SELECT EXISTS (SELECT 1 FROM notification_outbox WHERE {due})", values))) return null;
        return ledger.Write(within => within.Connection.QueryFirstOrDefault<OutboxRow>($"""
            UPDATE notification_outbox SET claim = @claim, held_until = @until, attempts = attempts + 1
            WHERE number = (SELECT number FROM notification_outbox WHERE {due} ORDER BY due_at, number LIMIT 1)
            RETURNING {OutboxRow.Columns}
            """, values, within.Transaction));
    }

    /// <summary>The other side acknowledged it; this and the ledger's entry are one.</summary>
    /// <returns>False: the claim had ended, and somebody else took over.</returns>
    public bool Delivered(OutboxRow row, string claim) => End(row, claim, OutboxState.Delivered, null, DeliveryEntries.Sent(row, row.Notice));

    /// <summary>It will not be tried again; this and the ledger's entry are one.</summary>
    /// <param name="why">For the ledger: a sentence of ours, without anything that the other side wrote.</param>
    /// <param name="detail">For Admins: cleaned, without addresses.</param>
    public bool GiveUp(OutboxRow row, string claim, string why, string detail) => End(row, claim, OutboxState.GivenUp, detail, DeliveryEntries.Failed(row, row.Notice, why));

    /// <summary>It is over, so that nobody is told any more.</summary>
    public bool Drop(OutboxRow row, string claim, string why) => End(row, claim, OutboxState.Dropped, why, null);

    /// <summary>It is tried again at <paramref name="due"/>.</summary>
    public bool Later(OutboxRow row, string claim, DateTimeOffset due, string detail) => ledger.Write(within => within.Connection.Execute("""
        UPDATE notification_outbox SET due_at = @due, error = @detail, claim = NULL, held_until = NULL
        WHERE number = @Number AND claim = @claim AND state = 'pending'
        """, new { row.Number, claim, due = LedgerRow.Text(due), detail }, within.Transaction)) == 1;

    /// <summary>Drops what is still to be said about a question.</summary>
    public void DropAbout(LedgerTransaction within, string about) => within.Connection.Execute("""
        UPDATE notification_outbox SET state = 'dropped', ended_at = @now, error = 'The question was decided or has ended.'
        WHERE state = 'pending' AND about = @about AND claim IS NULL
        """, new { about, now = LedgerRow.Text(clock.GetUtcNow()) }, within.Transaction);

    /// <summary>Drops what waits in lanes that are not declared any more.</summary>
    public void DropLanes(ImmutableArray<string> declared) => ledger.Write(within => within.Connection.Execute("""
        UPDATE notification_outbox SET state = 'dropped', ended_at = @now, error = 'It is no longer declared in the settings.'
        WHERE state = 'pending' AND lane NOT IN @lanes
        """, new { lanes = declared.Append("").ToArray(), now = LedgerRow.Text(clock.GetUtcNow()) }, within.Transaction));

    /// <summary>Forgets messages that ended longer ago than <see cref="Kept"/>; the ledger keeps what became of them.</summary>
    public int Forget() => ledger.Write(within => within.Connection.Execute(
        "DELETE FROM notification_outbox WHERE state <> 'pending' AND ended_at < @before", new { before = LedgerRow.Text(clock.GetUtcNow() - Kept) }, within.Transaction));

    /// <summary>Messages in a state, newest first.</summary>
    public ImmutableArray<OutboxRow> Newest(string state, int take, string? lane = null) => [.. database.Read(c => c.Query<OutboxRow>($"""
        SELECT {OutboxRow.Columns} FROM notification_outbox WHERE state = @state AND (@lane IS NULL OR lane = @lane)
        ORDER BY COALESCE(ended_at, due_at) DESC, number DESC LIMIT @take
        """, new { state, take, lane }).AsList())];

    /// <summary>What went wrong last in a lane, unless a message arrived since; null when nothing did.</summary>
    public string? LastError(string lane) => database.Read(c => c.ExecuteScalar<string?>("""
        SELECT error FROM notification_outbox
        WHERE lane = @lane AND state IN ('pending', 'given-up') AND error IS NOT NULL
          AND number > COALESCE((SELECT MAX(number) FROM notification_outbox WHERE lane = @lane AND state = 'delivered'), 0)
        ORDER BY number DESC LIMIT 1
        """, new { lane }));

    /// <summary>How each lane stands.</summary>
    public ImmutableArray<LaneState> Lanes() => [.. database.Read(c => c.Query<LaneState>("""
        SELECT lane, COALESCE(SUM(state = 'pending'), 0) AS Waiting, COALESCE(SUM(state = 'given-up'), 0) AS GivenUp,
               MAX(CASE WHEN state = 'delivered' THEN ended_at END) AS LastDelivered
        FROM notification_outbox GROUP BY lane
        """).AsList())];

    /// <summary>Messages to a person by mail, newest first.</summary>
    public ImmutableArray<OutboxRow> Of(UserId person, int take) => [.. database.Read(c => c.Query<OutboxRow>(
        $"SELECT {OutboxRow.Columns} FROM notification_outbox WHERE lane = 'mail' AND recipient = @person ORDER BY number DESC LIMIT @take", new { person = person.Value, take }).AsList())];

    private bool End(OutboxRow row, string claim, string state, string? error, Core.Audit.NewEntry? entry) => ledger.Write(within =>
    {
        var ended = within.Connection.Execute("""
            UPDATE notification_outbox SET state = @state, ended_at = @now, error = @error, claim = NULL, held_until = NULL
            WHERE number = @Number AND claim = @claim AND state = 'pending'
            """, new { row.Number, claim, state, error, now = LedgerRow.Text(clock.GetUtcNow()) }, within.Transaction) == 1;
        if (ended && entry is not null) within.Append(DeliveryEntries.Stream, entry);
        return ended;
    });
}

/// <summary>How one lane of the outbox stands.</summary>
internal sealed record LaneState
{
    public string Lane { get; init; } = "";
    public long Waiting { get; init; }
    public long GivenUp { get; init; }
    public string? LastDelivered { get; init; }
}
