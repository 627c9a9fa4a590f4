using Microsoft.AspNetCore.Mvc;
using Portal.Audit.Signing;
using Portal.Components.Approvals;
using Portal.Components.Credentials;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.SignIn;

namespace Portal.Components.Audit;

/// <summary>The fields of the form with which an Admin makes a new signing key.</summary>
public sealed class KeyPost : ProvenPost
{
    /// <summary>Id of the key that the person saw as the one that signs.</summary>
    public string? Key { get; init; }
}

/// <summary>Takes the order for a new signing key: an HTTP POST with an antiforgery token, a one-time challenge and a fresh credential.</summary>
public static class KeyRoute
{
    public const string Path = "/audit/key/rotate", Page = "/audit/key";

    /// <summary>Maps the route; it answers with a redirect to the page of the key, which shows what came of it.</summary>
    public static void MapSigningKey(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Take).RequireAuthorization();

    private static async Task<IResult> Take([FromForm] KeyPost post, HttpContext context, [FromServices] CredentialCheck credentials, [FromServices] KeyDesk desk, [FromServices] DecisionAnswers answers)
    {
        if (Callers.IdOf(context.User) is not { } by) return Results.Unauthorized();
        var seen = post.Key ?? "";
        // A double click sends the form twice: what this person replaced already is nothing to be refused.
        if (desk.WasReplacedBy(by, seen)) return Results.LocalRedirect(Page);
        var reply = await post.Prove(credentials, by, Purpose.Rotate(seen), "audit.rotate", SignInRate.Address(context),
            proof => Task.FromResult(desk.Rotate(by, seen, post.Reason ?? "", proof)));
        return reply is Reply.Refused refused && !desk.WasReplacedBy(by, seen)
            ? Results.LocalRedirect($"{Page}?answer={answers.Seal(by, refused, post.Reason ?? "")}")
            : Results.LocalRedirect(Page);
    }
}
