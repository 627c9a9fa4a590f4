using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Security.Credentials;

/// <summary>What a credential is given for: a challenge and a proof count for exactly this, and for nothing else.</summary>
public readonly record struct Purpose
{
    private readonly string? _text;

    private Purpose(string text) => _text = text;

    /// <summary>The answer to one question about a run, by its digest.</summary>
    public static Purpose Decision(RunId run, StepId step, string digest) => new($"decision {run} {step} {digest}");

    /// <summary>The answer to a proposed change of the approval policy, by its digest.</summary>
    public static Purpose Policy(string digest) => new($"policy {digest}");

    /// <summary>The word of a second Admin for exactly these changes of somebody's account.</summary>
    public static Purpose Confirm(UserId whom, IEnumerable<long> changes) => new($"confirm {whom} {string.Join(',', changes.Order())}");

    /// <summary>A new signing key in the place of this one.</summary>
    public static Purpose Rotate(string key) => new($"rotate {key}");

    /// <summary>Breaking the glass for one question: who proved themselves to approve or reject has not said this.</summary>
    public static Purpose BreakGlass(RunId run, StepId step, string digest) => new($"break glass {run} {step} {digest}");

    /// <summary>The review of one emergency, by the digest of the question that was cut short.</summary>
    public static Purpose Review(RunId run, string digest) => new($"review {run} {digest}");

    /// <summary>What an answer to a question is proven for.</summary>
    public static Purpose Of(Answer answer, RunId run, StepId step, string digest) =>
        answer == Answer.BreakGlass ? BreakGlass(run, step, digest) : Decision(run, step, digest);

    /// <summary>A change of the person's own second factors.</summary>
    public static readonly Purpose OwnSecurity = new("own security");

    /// <summary>A passkey that the person is about to make; the change itself was proven before.</summary>
    public static readonly Purpose NewPasskey = new("new passkey");

    public override string ToString() => _text ?? "nothing";
}
