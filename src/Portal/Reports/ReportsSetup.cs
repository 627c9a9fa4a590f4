using Portal.Reports.Periods;
using Portal.Reports.Runs;

namespace Portal.Reports;

/// <summary>Sets up reports, and where they are had.</summary>
internal static class ReportsSetup
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton<ReportPress>();
        services.AddSingleton<ReportGate>();
        services.AddSingleton<ProofReader>();
        services.AddSingleton<RunSources>();
        services.AddSingleton<RunLines>();
        services.AddSingleton<RunPack>();
        services.AddSingleton<PeriodSources>();
        return services;
    }

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapRunEvidence();
        routes.MapPeriodReports();
    }
}
