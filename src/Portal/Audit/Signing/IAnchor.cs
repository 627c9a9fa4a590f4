namespace Portal.Audit.Signing;

/// <summary>A place outside the portal that keeps checkpoints.</summary>
internal interface IAnchor
{
    /// <summary>For people and for the record of how far it has got: 'file /mnt/other/portal-anchor.log'.</summary>
    string Name { get; }

    /// <summary>Keeps lines, in order; when it returns they are there for good.</summary>
    /// <exception cref="IOException">They may not be there; they are sent again.</exception>
    Task Keep(IReadOnlyList<string> lines, CancellationToken stop);
}

/// <summary>How an anchor stands.</summary>
/// <param name="KeptAt">When it last took something; null: not since the start.</param>
/// <param name="Fault">Why it cannot be reached now; null: nothing is wrong.</param>
public sealed record AnchorState(string Name, DateTimeOffset? KeptAt, string? Fault);
