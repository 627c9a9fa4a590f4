using Portal.Components.Approvals;
using Portal.Components.Audit;
using Portal.Components.Credentials;
using Portal.Components.People;
using Portal.Components.Policy;
using Portal.Components.Runs;
using Portal.Live.Hub;
using Portal.Reports;

namespace Portal.Wiring;

/// <summary>What runs need beside the web shell: decisions as HTTP POSTs, output as files, reports, and the hub for other programs.</summary>
internal static class RunPagesSetup
{
    public static void AddRunPages(this IServiceCollection services)
    {
        services.AddSingleton<DecisionAnswers>();
        services.AddSingleton<ApprovalHistory>();
        services.AddReports();
        // For this hub alone: the circuits have limits of their own.
        services.AddSignalR().AddHubOptions<PairsHub>(options =>
        {
            // Commands are short; what is longer is no command.
            options.MaximumReceiveMessageSize = 16 * 1024;
            options.MaximumParallelInvocationsPerClient = 2;
        });
    }

    public static void MapRunPages(this IEndpointRouteBuilder routes)
    {
        routes.MapDecisions();
        routes.MapReviews();
        routes.MapPolicy();
        routes.MapConfirm();
        routes.MapSigningKey();
        routes.MapPasskeys();
        routes.MapOutput();
        routes.MapReports();
        routes.MapHub<PairsHub>(PairsHub.Path, options => options.CloseOnAuthenticationExpiration = true);
    }
}
