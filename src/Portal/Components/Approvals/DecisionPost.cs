using Portal.Components.Credentials;

namespace Portal.Components.Approvals;

/// <summary>The fields of the form of a decision.</summary>
public sealed class DecisionPost : ProvenPost
{
    public string? Run { get; init; }

    public string? Step { get; init; }

    /// <summary>Of the question that the person saw.</summary>
    public string? Digest { get; init; }

    /// <summary>'approve', 'reject' or 'break-glass'.</summary>
    public string? Decision { get; init; }
}
