namespace Portal.Notifications.Outbox;

/// <summary>What came of one attempt to send.</summary>
internal abstract record Attempt
{
    private Attempt() { }

    /// <summary>The other side acknowledged it.</summary>
    public sealed record Delivered : Attempt;

    /// <summary>It may work later.</summary>
    /// <param name="Why">A sentence of ours, for the ledger when it is given up.</param>
    /// <param name="Detail">What the other side said, cleaned; may be empty.</param>
    public sealed record Later(string Why, string Detail = "") : Attempt;

    /// <summary>It will never work.</summary>
    public sealed record Never(string Why, string Detail = "") : Attempt;
}

/// <summary>Carries messages to one kind of recipient.</summary>
internal interface ICarrier
{
    /// <summary>Sends, within a limit of its own; never throws but for <paramref name="stop"/>.</summary>
    Task<Attempt> Carry(OutboxRow row, CancellationToken stop);
}
