using Microsoft.AspNetCore.Mvc;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.SignIn;

namespace Portal.Components.Approvals;

/// <summary>Takes decisions of second admins: HTTP POSTs with an antiforgery token, a one-time challenge and a fresh credential.</summary>
public static class DecisionRoute
{
    public const string Path = "/approvals/decide";

    /// <summary>What the form of an emergency sends as the decision.</summary>
    public const string BreakGlass = "break-glass";

    /// <summary>Maps the route; it answers with a redirect to the page of the decision, which shows what came of it.</summary>
    public static void MapDecisions(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Decide).RequireAuthorization();

    private static async Task<IResult> Decide([FromForm] DecisionPost post, HttpContext context, [FromServices] CredentialCheck credentials, [FromServices] IRunDesk desk, [FromServices] IRunArchive archive, [FromServices] DecisionAnswers answers, CancellationToken stop)
    {
        if (Callers.IdOf(context.User) is not { } by) return Results.Unauthorized();
        var (run, step, reason) = (new RunId(post.Run ?? ""), new StepId(post.Step ?? ""), post.Reason ?? "");
        var page = $"/approvals/{Uri.EscapeDataString(run.Value)}/{Uri.EscapeDataString(step.Value)}";
        // A double click sends the form twice: what the person decided already is decided, and nothing to be refused.
        if (IsDecided(archive, by, run, post)) return Results.LocalRedirect(page);
        var reply = await Prove(by, run, step, post, SignInRate.Address(context), credentials, desk, stop);
        return reply is Reply.Refused refused && !IsDecided(archive, by, run, post)
            ? Results.LocalRedirect($"{page}?answer={answers.Seal(by, refused, reason, post.Decision == BreakGlass ? BreakGlass : "")}")
            : Results.LocalRedirect(page);
    }

    private static async Task<Reply> Prove(UserId by, RunId run, StepId step, DecisionPost post, string from, CredentialCheck credentials, IRunDesk desk, CancellationToken stop)
    {
        if (AnswerOf(post) is not { } answer) return new Reply.Refused("The form named no decision.", "Press Approve or Reject.");
        var (digest, action) = (post.Digest ?? "", $"run.{answer.ToString().ToLowerInvariant()} {run} {step}");
        return await post.Prove(credentials, by, Purpose.Of(answer, run, step, digest), action, from, proof => desk.Decide(by, run, step, digest, answer, post.Reason ?? "", proof, stop));
    }

    private static Answer? AnswerOf(DecisionPost post) => post.Decision switch
    {
        "approve" => Answer.Approve,
        "reject" => Answer.Reject,
        BreakGlass => Answer.BreakGlass,
        _ => null,
    };

    private static bool IsDecided(IRunArchive archive, UserId by, RunId run, DecisionPost post) =>
        archive.Find(run)?.Events.Any(e => e.Actor == by && IsSame(e.Event, post)) == true;

    private static bool IsSame(RunEvent e, DecisionPost post) => (e, post.Decision) switch
    {
        (RunEvent.Approved a, "approve") => a.Digest == post.Digest,
        (RunEvent.Rejected r, "reject") => r.Digest == post.Digest,
        (RunEvent.GlassBroken g, BreakGlass) => g.Digest == post.Digest,
        _ => false,
    };
}
