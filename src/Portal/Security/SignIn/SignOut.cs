using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Security.SignIn;

/// <summary>Ends a session; a form post, so that no other site's page can do it.</summary>
internal static class SignOut
{
    public const string Path = "/account/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes) => routes.MapPost(Path, End);

    private static async Task<Results<RedirectHttpResult, BadRequest>> End(HttpContext context, IAntiforgery antiforgery, UserManager<PortalUser> users, SecurityJournal journal)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return TypedResults.BadRequest();
        try
        {
            if (users.GetUserId(context.User) is { } id) journal.SignedOut(new UserId(id));
        }
        catch (LedgerUnavailableException)
        {
            // Whoever wants out gets out, recorded or not.
        }
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.Redirect("/account/sign-in?out=1");
    }
}
