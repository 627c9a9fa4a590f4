namespace Portal.Storage.Health;

/// <summary>How the portal is, for monitoring: 200 when it can write, else 503.</summary>
/// <param name="Status">'ok' or 'failing'.</param>
/// <param name="What">Why nothing is recorded and nothing begun; null when all is well. Names no file.</param>
/// <param name="Since">When that was noticed first, UTC.</param>
/// <param name="Restart">Whether it takes a restart of the portal; else it goes away by itself.</param>
public sealed record HealthMessage(string Status, string? What, DateTimeOffset? Since, bool? Restart)
{
    internal static HealthMessage Of(StorageTrouble? trouble) =>
        trouble is null ? new("ok", null, null, null) : new("failing", $"Nothing is recorded, so nothing is begun: {trouble.What}.", trouble.Since, trouble.Needs == TroubleEnd.Restart);
}

/// <summary>Answers whoever asks: it tells no more than that, and reads nothing of the database.</summary>
internal static class HealthEndpoint
{
    public const string Path = "/health";

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet(Path, (StorageHealth health, HttpContext context) =>
    {
        var message = HealthMessage.Of(health.Now);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(message, statusCode: message.What is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }).AllowAnonymous();
}
