namespace Portal.Notifications.Outbox;

/// <summary>What became of a message.</summary>
internal static class OutboxState
{
    /// <summary>Is sent, or tried again.</summary>
    public const string Pending = "pending";

    /// <summary>The other side took it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It was refused, or tried for too long.</summary>
    public const string GivenUp = "given-up";

    /// <summary>It was over before it could be sent.</summary>
    public const string Dropped = "dropped";
}

/// <summary>One message to one recipient, exactly as it stands in the outbox.</summary>
internal sealed record OutboxRow
{
    public const string Columns = """
        number, delivery, lane, recipient, kind, notice AS NoticeJson, state, attempts, created_at AS CreatedAt, due_at AS DueAt, ended_at AS EndedAt, error
        """;

    /// <summary>Lane of all mail; a webhook has one of its own.</summary>
    public const string Mail = "mail";

    public long Number { get; init; }

    /// <summary>The same at every attempt, so that the receiver can tell a repetition.</summary>
    public string Delivery { get; init; } = "";
    public string Lane { get; init; } = "";

    /// <summary>Id of a person, or name of a webhook.</summary>
    public string Recipient { get; init; } = "";
    public string Kind { get; init; } = "";
    public string NoticeJson { get; init; } = "";
    public string State { get; init; } = "";

    /// <summary>Attempts that were begun.</summary>
    public long Attempts { get; init; }
    public string CreatedAt { get; init; } = "";
    public string DueAt { get; init; } = "";
    public string? EndedAt { get; init; }

    /// <summary>Of the last attempt, cleaned and without addresses.</summary>
    public string? Error { get; init; }

    public Notice Notice => Notice.Read(NoticeJson);
}

/// <summary>A message to be queued.</summary>
internal sealed record NewMessage(string Lane, string Recipient, Notice Notice);
