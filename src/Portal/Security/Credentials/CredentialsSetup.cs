using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Security.Stores;
using Portal.Wiring;

namespace Portal.Security.Credentials;

/// <summary>Sets up fresh credentials at a decision, and the second factors that people may add.</summary>
internal static class CredentialsSetup
{
    public static void AddCredentials(this IServiceCollection services, WebSettings web)
    {
        services.AddSingleton<Challenges>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<ISecondFactors>(at => at.GetRequiredService<SecondFactors>());
        services.AddScoped<CredentialCheck>();
        services.AddScoped<Passkeys>();
        services.AddScoped<SecurityDesk>();
        services.AddHttpContextAccessor();
        services.TryAddScoped<IPasskeyHandler<PortalUser>, PasskeyHandler<PortalUser>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            // Null: the name by which the browser reached the portal.
            options.ServerDomain = web.PublicUrl?.Host;
            options.UserVerificationRequirement = "required";
            options.AuthenticatorTimeout = TimeSpan.FromMinutes(2);
            options.ValidateOrigin = origin => ValueTask.FromResult(IsOwn(origin));
        });
    }

    // Not by the Origin header: a form of a page with 'no-referrer' sends none.
    private static bool IsOwn(PasskeyOriginValidationContext origin)
    {
        var request = origin.HttpContext.Request;
        return !origin.CrossOrigin && Uri.TryCreate(origin.Origin, UriKind.Absolute, out var from)
            && from.Scheme == request.Scheme && new HostString(from.Authority).Equals(request.Host);
    }
}
