using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Portal.Security.Credentials;
using Portal.Security.Invitations;
using Portal.Security.Passwords;
using Portal.Security.Sessions;
using Portal.Security.SignIn;
using Portal.Security.Stores;
using Portal.Wiring;

namespace Portal.Security;

/// <summary>Sign-in with ASP.NET Core Identity over the portal's own stores.</summary>
internal static class IdentitySetup
{
    /// <param name="keys">Folder of the keys that seal cookies; only the portal's account may read it.</param>
    public static void AddPortalIdentity(this IServiceCollection services, WebSettings web, string keys)
    {
        var protection = services.AddDataProtection().SetApplicationName("rolling-patch-portal").PersistKeysToFileSystem(new DirectoryInfo(keys));
        if (OperatingSystem.IsWindows()) protection.ProtectKeysWithDpapi();
        services.AddIdentityCore<PortalUser>(Rules)
            .AddSignInManager()
            .AddClaimsPrincipalFactory<PersonClaims>()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, options => Cookie(options, web));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(options => Bake(options.Cookie, web, "portal-form"));
        services.AddSingleton<SignedInPeople>();
        services.AddSingleton<SessionDesk>();
        services.AddSingleton<InvitationBook>();
        services.AddScoped<InvitationDoor>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<AuthenticationStateProvider, CircuitPerson>();
        services.AddScoped<CircuitHandler, CircuitFence>();
        services.AddSignInRate();
        services.AddCredentials(web);
    }

    private static void Rules(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = false;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
        options.Lockout.AllowedForNewUsers = true;
        options.Password.RequiredLength = PasswordRules.Shortest;
        options.Password.RequiredUniqueChars = 1;
        options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
    }

    private static void Cookie(CookieAuthenticationOptions options, WebSettings web)
    {
        Bake(options.Cookie, web, "portal");
        options.ExpireTimeSpan = Session.Idle;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = context =>
        {
            if (context.Principal is not { } person || !context.HttpContext.RequestServices.GetRequiredService<SignedInPeople>().StillIn(person)) context.RejectPrincipal();
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToLogin = context => Challenge(context);
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    // A program, or the circuit's own traffic, wants a status; only a person wants a form.
    private static Task Challenge(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (Headers.Pages.IsPage(context.HttpContext)) context.Response.Redirect(context.RedirectUri);
        else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private static void Bake(CookieBuilder cookie, WebSettings web, string name)
    {
        var https = web.Transport == Transport.Https;
        cookie.Name = https ? $"__Host-{name}" : name;
        cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Path = "/";
        cookie.HttpOnly = true;
        // Lax, not Strict: a link to a decision, in a mail, is to open signed in.
        cookie.SameSite = SameSiteMode.Lax;
        cookie.IsEssential = true;
    }
}
