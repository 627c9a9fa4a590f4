using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;

namespace Portal.Components.Credentials;

/// <summary>What a <see cref="ProvenForm"/> sends, whatever it is about: the reason, and with what its sender proves who they are.</summary>
public abstract class ProvenPost
{
    public string? Reason { get; init; }

    /// <summary>Id of the challenge that came with the page.</summary>
    public string? Challenge { get; init; }

    public string? Password { get; init; }

    public string? Code { get; init; }

    /// <summary>What the browser's authenticator answered, as JSON.</summary>
    public string? Passkey { get; init; }

    /// <summary>Checks the one credential that was filled in; what is asked for is done with the proof alone.</summary>
    /// <param name="action">For the ledger, when it is refused: 'run.approve 20261122-K7F4Q B7'.</param>
    /// <param name="from">Address of the browser, for the ledger.</param>
    internal async Task<Reply> Prove(CredentialCheck credentials, UserId by, Purpose purpose, string action, string from, Func<FreshProof, Task<Reply>> then) =>
        await credentials.Check(by, Challenge, purpose, Credential.Of(Password, Code, Passkey), action, from) switch
        {
            Reply<FreshProof>.Done proven => await then(proven.Value),
            Reply<FreshProof>.Refused no => new Reply.Refused(no.Why, no.Remedy),
            _ => throw new InvalidOperationException("A reply is done or refused."),
        };
}
