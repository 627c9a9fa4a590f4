using Portal.Keeping;

namespace Portal.Storage.Health;

/// <summary>How the portal is, for monitoring: 200 when it can write, else 503.</summary>
/// <param name="Status">'ok' or 'failing'.</param>
/// <param name="What">Why nothing is recorded and nothing begun; null when all is well. Names no file.</param>
/// <param name="Since">When that was noticed first, UTC.</param>
/// <param name="Restart">Whether it takes a restart of the portal; else it goes away by itself.</param>
/// <param name="BackupAt">When the newest good backup was made, UTC; null: none yet, or none is declared.</param>
/// <param name="BackupOverdue">Since when there should have been another, UTC; null: there is one of the time, or none is declared.</param>
public sealed record HealthMessage(string Status, string? What, DateTimeOffset? Since, bool? Restart, DateTimeOffset? BackupAt, DateTimeOffset? BackupOverdue)
{
    internal static HealthMessage Of(StorageTrouble? trouble, BackupDesk backups) => trouble is null
        ? new("ok", null, null, null, backups.Made, backups.OverdueSince)
        : new("failing", $"Nothing is recorded, so nothing is begun: {trouble.What}.", trouble.Since, trouble.Needs == TroubleEnd.Restart, backups.Made, backups.OverdueSince);
}

/// <summary>Answers whoever asks: it tells no more than that, and reads nothing of the database.</summary>
internal static class HealthEndpoint
{
    public const string Path = "/health";

    public static void MapHealth(this IEndpointRouteBuilder routes) => routes.MapGet(Path, (StorageHealth health, BackupDesk backups, HttpContext context) =>
    {
        var message = HealthMessage.Of(health.Now, backups);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(message, statusCode: message.What is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }).AllowAnonymous();
}
