using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Portal.Components.Approvals;
using Portal.Components.Credentials;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.SignIn;

namespace Portal.Components.People;

/// <summary>The fields of the form with which a second Admin confirms changes of an account.</summary>
public sealed class ConfirmPost : ProvenPost
{
    public string? Person { get; init; }

    /// <summary>Ids of the changes that the person saw, with commas between.</summary>
    public string? Changes { get; init; }

    internal ImmutableArray<long> Seen =>
        [.. (Changes ?? "").Split(',').Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).Where(id => id >= 0).Take(100)];
}

/// <summary>Takes the word of a second Admin: an HTTP POST with an antiforgery token, a one-time challenge and a fresh credential.</summary>
public static class ConfirmRoute
{
    public const string Path = "/people/confirm";

    /// <summary>Maps the route; it answers with a redirect to the account's page, which shows what came of it.</summary>
    public static void MapConfirm(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Confirm).RequireAuthorization();

    public static string PageOf(UserId whom) => $"/people/{Uri.EscapeDataString(whom.Value)}/confirm";

    private static async Task<IResult> Confirm([FromForm] ConfirmPost post, HttpContext context, [FromServices] CredentialCheck credentials, [FromServices] ConfirmDesk desk, [FromServices] IPeople people, [FromServices] DecisionAnswers answers)
    {
        if (Callers.IdOf(context.User) is not { } by) return Results.Unauthorized();
        var (whom, seen, reason) = (new UserId(post.Person ?? ""), post.Seen, post.Reason ?? "");
        // A double click sends the form twice: what is confirmed already is nothing to be refused.
        if (IsDone(people, by, whom, seen)) return Results.LocalRedirect(PageOf(whom));
        var reply = await post.Prove(credentials, by, Purpose.Confirm(whom, seen), $"person.confirm {whom}", SignInRate.Address(context), proof => Task.FromResult(desk.Confirm(by, whom, seen, reason, proof)));
        return reply is Reply.Refused refused && !IsDone(people, by, whom, seen)
            ? Results.LocalRedirect($"{PageOf(whom)}?answer={answers.Seal(by, refused, reason)}")
            : Results.LocalRedirect(PageOf(whom));
    }

    private static bool IsDone(IPeople people, UserId by, UserId whom, ImmutableArray<long> seen) =>
        !seen.IsEmpty && people.Find(by)?.Has(PortalRole.Admin) == true && people.Find(whom) is { } person && !person.Unconfirmed.Any(c => seen.Contains(c.Id));
}
