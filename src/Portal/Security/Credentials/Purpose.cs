using Portal.Core.Runs;

namespace Portal.Security.Credentials;

/// <summary>What a credential is given for: a challenge and a proof count for exactly this, and for nothing else.</summary>
public readonly record struct Purpose
{
    private readonly string? _text;

    private Purpose(string text) => _text = text;

    /// <summary>The answer to one question about a run, by its digest.</summary>
    public static Purpose Decision(RunId run, StepId step, string digest) => new($"decision {run} {step} {digest}");

    /// <summary>A change of the person's own second factors.</summary>
    public static readonly Purpose OwnSecurity = new("own security");

    /// <summary>A passkey that the person is about to make; the change itself was proven before.</summary>
    public static readonly Purpose NewPasskey = new("new passkey");

    public override string ToString() => _text ?? "nothing";
}
