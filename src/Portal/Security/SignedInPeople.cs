using System.Security.Claims;
using Portal.Core.Audit;
using Portal.Live;
using Portal.Security.Sessions;

namespace Portal.Security;

/// <summary>Whether whoever a cookie or a circuit speaks for may still be in: asked of the store, never of the cookie.</summary>
public sealed class SignedInPeople(SessionBook sessions)
{
    /// <summary>What the cookie holds of a session.</summary>
    public const string SessionClaim = "portal:session";

    /// <summary>False for a person who is gone or deactivated, for a session that ended or was not seen for 12 h, and when the store cannot be read.</summary>
    /// <remarks>A change of password, roles or standing ends sessions, so it needs no look of its own here.</remarks>
    public bool StillIn(ClaimsPrincipal who)
    {
        try
        {
            return Callers.IdOf(who) is { } id && SecretOf(who) is { } secret && sessions.Open(secret) is { } session && session.Person == id;
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
    }

    /// <summary>The session of whoever a cookie or a circuit speaks for, open or ended; null when there is none.</summary>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    public Session? SessionOf(ClaimsPrincipal who) =>
        Callers.IdOf(who) is { } id && SecretOf(who) is { } secret && sessions.Find(secret) is { } session && session.Person == id ? session : null;

    private static string? SecretOf(ClaimsPrincipal who) => who.FindFirst(SessionClaim) is { Value: { Length: > 0 } secret } ? secret : null;
}
