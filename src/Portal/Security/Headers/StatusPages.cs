using Microsoft.AspNetCore.Diagnostics;

namespace Portal.Security.Headers;

/// <summary>Gives people a page for a refusal without one; programs get the bare status.</summary>
internal static class StatusPages
{
    public static void UseStatusPages(this IApplicationBuilder app)
    {
        app.UseWhen(ByAPerson, branch =>
        {
            branch.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
            branch.Use((context, next) =>
            {
                // The page is read, whatever was sent to the address that was refused.
                if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null) context.Request.Method = HttpMethods.Get;
                return next(context);
            });
        });
    }

    private static bool ByAPerson(HttpContext context) => context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
