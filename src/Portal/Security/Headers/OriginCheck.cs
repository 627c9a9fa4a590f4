namespace Portal.Security.Headers;

/// <summary>Refuses live connections that another site's page opens in a signed-in person's browser.</summary>
internal static class OriginCheck
{
    public static void UseOriginCheck(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var live = context.WebSockets.IsWebSocketRequest || context.Request.Path.StartsWithSegments("/hubs") || context.Request.Path.StartsWithSegments("/_blazor");
        if (!live || IsOwn(context.Request))
        {
            await next(context);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.Response.WriteAsync("This connection was opened by a page of another site, and was refused.", context.RequestAborted);
    });

    // Programs send no Origin, and no cookie either.
    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin is not [{ Length: > 0 } origin]
        || (Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && new HostString(from.Authority).Equals(new HostString(request.Host.Value ?? ""))
            && from.Scheme == request.Scheme);
}
