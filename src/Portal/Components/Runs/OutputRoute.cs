using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Runs;

/// <summary>Gives the output of one attempt of a step as a text file, to anybody who may see runs.</summary>
public static class OutputRoute
{
    /// <summary>'/runs/20261122-K7F4Q/steps/B4/output?attempt=2'.</summary>
    public static string Address(EffectKey key) => string.Create(CultureInfo.InvariantCulture, $"/runs/{Uri.EscapeDataString(key.Run.Value)}/steps/{Uri.EscapeDataString(key.Step.Value)}/output?attempt={key.Attempt}");

    public static void MapOutput(this IEndpointRouteBuilder routes) => routes.MapGet("/runs/{run}/steps/{step}/output", Download).RequireAuthorization();

    private static IResult Download(string run, string step, [FromQuery] int attempt, ClaimsPrincipal who, [FromServices] IPeople people, [FromServices] IRunArchive archive, [FromServices] IRunOutput output, HttpContext context)
    {
        // The role is read from the store, not from the cookie.
        if (Callers.IdOf(who) is not { } by || people.Find(by) is not { Standing: Standing.Active } person) return Results.Unauthorized();
        if (person.Roles.IsEmpty) return Results.Text("Your account holds no role; ask an Admin for one.", statusCode: StatusCodes.Status403Forbidden);
        if (archive.Find(new RunId(run))?.State is not { } state || state.Plan.Procedure.Steps.FirstOrDefault(s => s.Id.Value == step) is not { } found || attempt < 1 || attempt > state.Steps[found.Id].Attempts)
            return Results.Text("There is no such attempt of a step. Open the run, and download from there.", statusCode: StatusCodes.Status404NotFound);
        var key = new EffectKey(state.Id, found.Id, attempt);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(body => Write(body, state, key, output.Read(key)), "text/plain; charset=utf-8", OutputFile.Name(key));
    }

    private static async Task Write(Stream body, RunState s, EffectKey key, IEnumerable<OutputLine> lines)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        foreach (var line in OutputFile.Lines(s, key, lines)) await text.WriteAsync(line);
    }
}
