using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Security.Sessions;

namespace Portal.Security.SignIn;

/// <summary>Ends a session; a form post, so that no other site's page can do it.</summary>
internal static class SignOut
{
    public const string Path = "/account/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost(Path, End);

    private static async Task<Results<RedirectHttpResult, BadRequest>> End(HttpContext context, IAntiforgery antiforgery, SignedInPeople people, SessionBook sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return TypedResults.BadRequest();
        try
        {
            if (people.SessionOf(context.User) is { } session) sessions.SignOut(session);
        }
        catch (LedgerUnavailableException)
        {
            // Whoever wants out gets out, recorded or not.
        }
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.Redirect("/account/sign-in?out=1");
    }
}
