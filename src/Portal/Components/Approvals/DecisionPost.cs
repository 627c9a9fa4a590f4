using Portal.Security.Credentials;

namespace Portal.Components.Approvals;

/// <summary>The fields of the form of a decision.</summary>
public sealed class DecisionPost
{
    public string? Run { get; init; }

    public string? Step { get; init; }

    /// <summary>Of the question that the person saw.</summary>
    public string? Digest { get; init; }

    /// <summary>'approve', 'reject' or 'break-glass'.</summary>
    public string? Decision { get; init; }

    public string? Reason { get; init; }

    /// <summary>Id of the challenge that came with the page.</summary>
    public string? Challenge { get; init; }

    public string? Password { get; init; }

    public string? Code { get; init; }

    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    public string? Passkey { get; init; }

    /// <summary>The one credential that was filled in.</summary>
    internal Credential Credential => Credential.Of(Password, Code, Passkey);
}
