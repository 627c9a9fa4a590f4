using Portal.Components.Credentials;

namespace Portal.Components.Approvals;

/// <summary>The fields of the form of a review.</summary>
public sealed class ReviewPost : ProvenPost
{
    public string? Run { get; init; }

    /// <summary>Of the question that was cut short.</summary>
    public string? Digest { get; init; }

    /// <summary>'right' or 'not-right'.</summary>
    public string? Finding { get; init; }
}
