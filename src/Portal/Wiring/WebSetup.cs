using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;
using MudBlazor.Services;
using Portal.Audit;
using Portal.Components;
using Portal.Components.Controls;
using Portal.Components.Tour;
using Portal.Security.Headers;
using Portal.Security.SetUp;
using Portal.Security.SignIn;
using Portal.Storage.Health;
using Portal.Wiring.Demo;

namespace Portal.Wiring;

/// <summary>The web shell: components, MudBlazor, static files, and what stands between a browser and them.</summary>
internal static class WebSetup
{
    public static void AddWeb(this WebApplicationBuilder builder, WebSettings web)
    {
        var services = builder.Services;
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            // A phone that slept, a train in a tunnel: long enough to come back to the same page, short enough to free the memory.
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            options.DisconnectedCircuitMaxRetained = 200;
            options.DetailedErrors = builder.Environment.IsDevelopment();
        });
        services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight);
        services.AddCascadingAuthenticationState();
        services.AddScoped<CircuitClock>();
        services.AddScoped<ViewerZone>();
        services.AddSingleton(new DemoTour(DemoSettings.IsOn(builder.Configuration)));
        services.TryAddSingleton(TimeProvider.System);
        services.AddRunPages();
        if (web.PublicUrl is not null)
        {
            // Only a proxy on this machine is believed; others are named in ForwardedHeaders' own settings.
            services.Configure<ForwardedHeadersOptions>(options =>
                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
        }
    }

    public static void UseWeb(this WebApplication app)
    {
        var web = app.Services.GetRequiredService<WebSettings>();
        if (web.PublicUrl is not null) app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        if (web.Transport == Transport.Https)
        {
            if (!app.Environment.IsDevelopment()) app.UseHsts();
            app.UseHttpsRedirection();
        }
        app.UseStatusPages();
        app.UseRouting();
        app.UseOriginCheck();
        app.UseRateLimiter();
        app.UseSetUpGate();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseSessionEnd();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapSignOut();
        app.MapAuditExports();
        // Asked by a page that lost its circuit: is the person still signed in?
        app.MapGet("/account/alive", () => TypedResults.NoContent());
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
        app.MapRunPages();
    }
}
