using Portal.Core.Evidence;
using Portal.Wiring;

namespace Portal.Reports.Periods;

/// <summary>Gives period reports over HTTP, as the audit trail is exported: to the same people, and on record before the first byte.</summary>
internal static class PeriodEndpoints
{
    /// <summary>'/reports/period.pdf?from=2026-11-01&amp;to=2026-11-30'.</summary>
    public static string Address(Period period, string ending) => $"/reports/period.{ending}?from={Period.Text(period.From)}&to={Period.Text(period.To)}";

    public static void MapPeriodReports(this IEndpointRouteBuilder routes)
    {
        foreach (var format in ReportFormat.All)
            routes.MapGet($"/reports/period.{format.Ending}", (HttpContext context, string? from, string? to) => ReportGate.Guarded(context, () => Answer(context, from, to, format)));
    }

    private static async Task Answer(HttpContext context, string? from, string? to, ReportFormat format)
    {
        var services = context.RequestServices;
        var (gate, press, sources, clock) = (services.GetRequiredService<ReportGate>(), services.GetRequiredService<ReportPress>(), services.GetRequiredService<PeriodSources>(), services.GetRequiredService<TimeProvider>());
        if (await gate.Enter(context, $"period.report {format.Ending}") is not { } person) return;
        gate.Sign();
        var period = Period.Read(from, to, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var (source, file) = await press.Make(stop =>
        {
            var source = sources.Read(period, person.Name, stop);
            return (source, format.Render(PeriodReport.Of(source), services.GetRequiredService<WebSettings>().PublicUrl, stop));
        }, context.RequestAborted);
        gate.Record(person, $"report-{format.Ending}", period.ToString(), null, source.Head, ReportGate.Digest(file));
        ReportGate.Announce(context, format.Type, $"patching-{Period.Text(period.From)}-to-{Period.Text(period.To)}.{format.Ending}");
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    }
}
