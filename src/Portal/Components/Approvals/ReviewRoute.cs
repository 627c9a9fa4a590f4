using Microsoft.AspNetCore.Mvc;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.SignIn;

namespace Portal.Components.Approvals;

/// <summary>Takes reviews of emergencies, as <see cref="DecisionRoute"/> takes decisions.</summary>
public static class ReviewRoute
{
    public const string Path = "/approvals/review";

    /// <summary>What the form sends as the finding.</summary>
    public const string Right = "right", NotRight = "not-right";

    /// <summary>Maps the route; it answers with a redirect to the page of the review, which shows what came of it.</summary>
    public static void MapReviews(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Review).RequireAuthorization();

    private static async Task<IResult> Review([FromForm] ReviewPost post, HttpContext context, [FromServices] CredentialCheck credentials, [FromServices] IRunDesk desk, [FromServices] IRunArchive archive, [FromServices] DecisionAnswers answers, CancellationToken stop)
    {
        if (Callers.IdOf(context.User) is not { } by) return Results.Unauthorized();
        var run = new RunId(post.Run ?? "");
        var page = $"/approvals/{Uri.EscapeDataString(run.Value)}/review/{Uri.EscapeDataString(post.Digest ?? "")}";
        // A double click sends the form twice: what the person said already is said, and nothing to be refused.
        if (IsSaid(archive, by, run, post)) return Results.LocalRedirect(page);
        var reply = await Prove(by, run, post, SignInRate.Address(context), credentials, desk, stop);
        return reply is Reply.Refused refused && !IsSaid(archive, by, run, post)
            ? Results.LocalRedirect($"{page}?answer={answers.Seal(by, refused, post.Reason ?? "")}")
            : Results.LocalRedirect(page);
    }

    private static async Task<Reply> Prove(UserId by, RunId run, ReviewPost post, string from, CredentialCheck credentials, IRunDesk desk, CancellationToken stop)
    {
        if (FindingOf(post) is not { } finding) return new Reply.Refused("The form did not say what you found.", "Press 'It was right' or 'It was not right'.");
        var digest = post.Digest ?? "";
        return await post.Prove(credentials, by, Purpose.Review(run, digest), $"run.reviewglass {run}", from, proof => desk.Review(by, run, digest, finding, post.Reason ?? "", proof, stop));
    }

    private static Finding? FindingOf(ReviewPost post) => post.Finding switch
    {
        Right => Finding.Right,
        NotRight => Finding.NotRight,
        _ => null,
    };

    private static bool IsSaid(IRunArchive archive, UserId by, RunId run, ReviewPost post) =>
        FindingOf(post) is { } finding && archive.Find(run)?.State.GlassBreaks.FirstOrDefault(b => b.Digest == post.Digest)?.Review is { } review
            && review.By == by && review.Justified == (finding == Finding.Right);
}
