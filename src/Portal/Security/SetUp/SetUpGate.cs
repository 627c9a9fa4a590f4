using Portal.Security.Headers;

namespace Portal.Security.SetUp;

/// <summary>Sends every page to the one that says where the set-up link is, as long as there is nobody.</summary>
internal static class SetUpGate
{
    public const string Waiting = "/setup/waiting";

    public static void UseSetUpGate(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.RequestServices.GetRequiredService<SetUpLink>().IsOpen || !Pages.IsPage(context) || context.Request.Path.StartsWithSegments("/setup"))
            return next(context);
        context.Response.Redirect(Waiting);
        return Task.CompletedTask;
    });
}
