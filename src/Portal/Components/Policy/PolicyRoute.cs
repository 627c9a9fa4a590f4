using Microsoft.AspNetCore.Mvc;
using Portal.Components.Approvals;
using Portal.Components.Credentials;
using Portal.Core.People;
using Portal.Live;
using Portal.Policies;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.SignIn;

namespace Portal.Components.Policy;

/// <summary>The fields of the form with which a second Admin answers a proposed change of the policy.</summary>
public sealed class PolicyPost : ProvenPost
{
    /// <summary>Of the proposal that the person saw.</summary>
    public string? Digest { get; init; }

    /// <summary>'accept' or 'reject'.</summary>
    public string? Answer { get; init; }
}

/// <summary>Takes a second Admin's answer to a change of the policy: an HTTP POST with an antiforgery token, a one-time challenge and a fresh credential.</summary>
public static class PolicyRoute
{
    public const string Path = "/settings/policy/answer", Page = "/settings/policy";

    /// <summary>Maps the route; it answers with a redirect to the page of the policy, which shows what came of it.</summary>
    public static void MapPolicy(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Take).RequireAuthorization();

    private static async Task<IResult> Take([FromForm] PolicyPost post, HttpContext context, [FromServices] CredentialCheck credentials, [FromServices] PolicyDesk desk, [FromServices] DecisionAnswers answers)
    {
        if (Callers.IdOf(context.User) is not { } by) return Results.Unauthorized();
        // A double click sends the form twice: what is answered already is nothing to be refused.
        if (IsAnswered(desk, post)) return Results.LocalRedirect(Page);
        var reply = await Answer(by, post, SignInRate.Address(context), credentials, desk);
        return reply is Reply.Refused refused && !IsAnswered(desk, post)
            ? Results.LocalRedirect($"{Page}?answer={answers.Seal(by, refused, post.Reason ?? "")}")
            : Results.LocalRedirect(Page);
    }

    private static async Task<Reply> Answer(UserId by, PolicyPost post, string from, CredentialCheck credentials, PolicyDesk desk)
    {
        if (post.Answer is not ("accept" or "reject")) return new Reply.Refused("The form named no answer.", "Press Accept or Reject.");
        var digest = post.Digest ?? "";
        return await post.Prove(credentials, by, Purpose.Policy(digest), $"policy.{post.Answer}", from, proof => Task.FromResult(
            post.Answer == "accept" ? desk.Accept(by, digest, post.Reason ?? "", proof) : desk.Reject(by, digest, post.Reason ?? "")));
    }

    private static bool IsAnswered(PolicyDesk desk, PolicyPost post)
    {
        var book = desk.Read();
        return book.Proposed is null && !string.IsNullOrEmpty(post.Digest) && (post.Answer == "reject" || book.IsNow(post.Digest));
    }
}
