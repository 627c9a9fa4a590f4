using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Portal.Security.Headers;

/// <summary>Ends a page's live connection when the sign-in that it rests on expires; Blazor offers no setting for its own hub.</summary>
internal static class SessionEnd
{
    public static void UseSessionEnd(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await next(context);
            return;
        }
        var session = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        await Until(session.Properties?.ExpiresUtc, context, next, context.RequestServices.GetRequiredService<TimeProvider>());
    });

    /// <param name="expires">When the sign-in expires, UTC; null: never.</param>
    internal static async Task Until(DateTimeOffset? expires, HttpContext context, RequestDelegate next, TimeProvider time)
    {
        if (expires is not { } end)
        {
            await next(context);
            return;
        }
        var left = end - time.GetUtcNow();
        await using var timer = time.CreateTimer(_ => context.Abort(), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await next(context);
    }
}
