using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;
using Portal.Components;
using Portal.Components.Controls;

namespace Portal.Wiring;

/// <summary>The web shell: components, MudBlazor, static files.</summary>
internal static class WebSetup
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A phone that slept, a train in a tunnel: long enough to come back to the same page, short enough to free the memory.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            options.DisconnectedCircuitMaxRetained = 200;
            options.DetailedErrors = builder.Environment.IsDevelopment();
        });
        builder.Services.AddMudServices();
        builder.Services.AddScoped<CircuitClock>();
        builder.Services.AddScoped<ViewerZone>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddCascadingAuthenticationState();
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
