using Portal.Core.Runs;
using Portal.Wiring;

namespace Portal.Reports.Runs;

/// <summary>Gives the evidence of a run over HTTP, as the audit trail is exported: to the same people, and on record before the first byte.</summary>
internal static class RunEndpoints
{
    /// <summary>'/runs/20261122-K7F4Q/evidence.pdf'.</summary>
    public static string Address(RunId run, string ending) => $"/runs/{Uri.EscapeDataString(run.Value)}/evidence.{ending}";

    public static void MapRunEvidence(this IEndpointRouteBuilder routes)
    {
        foreach (var format in ReportFormat.All) routes.MapGet($"/runs/{{run}}/evidence.{format.Ending}", (string run, HttpContext context) => Guarded(context, run, format.Ending, given => Report(given, format)));
        routes.MapGet("/runs/{run}/evidence.jsonl", (string run, HttpContext context) => Guarded(context, run, "jsonl", Lines));
        routes.MapGet("/runs/{run}/evidence.zip", (string run, HttpContext context) => Guarded(context, run, "zip", Pack));
    }

    private static Task Guarded(HttpContext context, string run, string what, Func<Given, Task> answer) => ReportGate.Guarded(context, async () =>
    {
        var services = context.RequestServices;
        var gate = services.GetRequiredService<ReportGate>();
        if (await gate.Enter(context, $"run.evidence {what}") is not { } person) return;
        var (press, sources) = (services.GetRequiredService<ReportPress>(), services.GetRequiredService<RunSources>());
        gate.Sign();
        if (await press.Make(stop => sources.Read(new RunId(run), person.Name, stop), context.RequestAborted) is not { } source)
        {
            await ReportGate.Refuse(context, StatusCodes.Status404NotFound, "There is no such run. Nothing was exported. Open the list of runs, and download from there.");
            return;
        }
        await answer(new Given(context, gate, press, person, source));
    });

    private static async Task Report(Given g, ReportFormat format)
    {
        var file = await g.Press.Make(stop => format.Render(RunReport.Of(g.Source), g.Links, stop), g.Context.RequestAborted);
        g.Record($"evidence-{format.Ending}", ReportGate.Digest(file));
        ReportGate.Announce(g.Context, format.Type, g.Name(format.Ending));
        g.Context.Response.ContentLength = file.Length;
        await g.Context.Response.Body.WriteAsync(file, g.Context.RequestAborted);
    }

    private static async Task Lines(Given g)
    {
        var lines = g.Context.RequestServices.GetRequiredService<RunLines>();
        g.Record("evidence-jsonl", null);
        ReportGate.Announce(g.Context, "application/x-ndjson; charset=utf-8", RunLines.Name(g.Run));
        await lines.Write(g.Context.Response.Body, g.Source, g.Context.RequestAborted);
    }

    private static async Task Pack(Given g)
    {
        var made = await g.Press.Make<(string, byte[])[]>(stop =>
        {
            var report = RunReport.Of(g.Source);
            return [.. ReportFormat.All.Select(format => (g.Name(format.Ending), format.Render(report, g.Links, stop)))];
        }, g.Context.RequestAborted);
        // The ZIP is streamed; what binds it is the digest of the PDF in it.
        g.Record("evidence-zip", ReportGate.Digest(made[0].Item2));
        ReportGate.Announce(g.Context, "application/zip", g.Name("zip"));
        await g.Context.RequestServices.GetRequiredService<RunPack>().Write(g.Context.Response.Body, g.Source, made, g.Context.RequestAborted);
    }

    /// <summary>All that an answer is made with.</summary>
    private sealed record Given(HttpContext Context, ReportGate Gate, ReportPress Press, Core.People.Person Person, RunSource Source)
    {
        public RunId Run => Source.State.Id;

        public Uri? Links => Context.RequestServices.GetRequiredService<WebSettings>().PublicUrl;

        public string Name(string ending) => $"run-{Run}.{ending}";

        public void Record(string format, string? sha256) => Gate.Record(Person, format, $"run {Run}", Source.Entries.Length, Source.Proof.Head, sha256);
    }
}
