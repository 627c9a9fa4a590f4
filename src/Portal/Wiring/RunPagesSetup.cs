using Portal.Components.Approvals;

namespace Portal.Wiring;

/// <summary>What the run pages need beside the web shell.</summary>
internal static class RunPagesSetup
{
    public static void AddRunPages(this IServiceCollection services) => services.AddSingleton<DecisionAnswers>();

    public static void MapRunPages(this IEndpointRouteBuilder routes) => routes.MapDecisions();
}
