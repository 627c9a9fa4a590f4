using System.Security.Claims;
using Portal.Core.People;

namespace Portal.Live;

/// <summary>Who is behind a cookie: only the id is taken from it, never a role.</summary>
public static class Callers
{
    /// <summary>The immutable id; null when nobody is signed in.</summary>
    public static UserId? IdOf(ClaimsPrincipal who) =>
        who.Identity is { IsAuthenticated: true } && who.FindFirstValue(ClaimTypes.NameIdentifier) is { Length: > 0 } id ? new UserId(id) : null;

    /// <summary>A person's name as the store has it now; 'the portal' for what the portal does by itself.</summary>
    public static string NameOf(this IPeople people, UserId id) =>
        id == UserId.Portal ? "the portal" : people.Find(id)?.Name ?? $"somebody who is gone ({id})";
}
