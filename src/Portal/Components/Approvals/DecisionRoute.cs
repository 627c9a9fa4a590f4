using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Approvals;

/// <summary>Takes decisions of second admins: HTTP POSTs with an antiforgery token.</summary>
public static class DecisionRoute
{
    public const string Path = "/approvals/decide";

    /// <summary>Maps the route; it answers with a redirect to the page of the decision, which shows what came of it.</summary>
    public static void MapDecisions(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Decide).RequireAuthorization();

    private static async Task<IResult> Decide([FromForm] DecisionPost post, ClaimsPrincipal who, [FromServices] IRunDesk desk, [FromServices] IRunArchive archive, [FromServices] DecisionAnswers answers, CancellationToken stop)
    {
        if (Callers.IdOf(who) is not { } by) return Results.Unauthorized();
        var (run, step, reason) = (new RunId(post.Run ?? ""), new StepId(post.Step ?? ""), post.Reason ?? "");
        var page = $"/approvals/{Uri.EscapeDataString(run.Value)}/{Uri.EscapeDataString(step.Value)}";
        // A double click sends the form twice: what the person decided already is decided, and nothing to be refused.
        if (archive.Find(run)?.Events.Any(e => e.Actor == by && IsSame(e.Event, post)) == true) return Results.LocalRedirect(page);
        var reply = post.Decision switch
        {
            "approve" => await desk.Ask(by, run, person => new RunCommand.Approve(person, step, post.Digest ?? "", reason), stop),
            "reject" => await desk.Ask(by, run, person => new RunCommand.Reject(person, step, post.Digest ?? "", reason), stop),
            _ => new Reply.Refused("The form named no decision.", "Press Approve or Reject."),
        };
        return reply is Reply.Refused refused
            ? Results.LocalRedirect($"{page}?answer={answers.Seal(by, refused, reason)}")
            : Results.LocalRedirect(page);
    }

    private static bool IsSame(RunEvent e, DecisionPost post) => (e, post.Decision) switch
    {
        (RunEvent.Approved a, "approve") => a.Digest == post.Digest,
        (RunEvent.Rejected r, "reject") => r.Digest == post.Digest,
        _ => false,
    };

    /// <summary>The fields of the form.</summary>
    /// <param name="Digest">Of the question that the person saw.</param>
    /// <param name="Decision">'approve' or 'reject'.</param>
    public sealed record DecisionPost(string? Run, string? Step, string? Digest, string? Decision, string? Reason);
}
