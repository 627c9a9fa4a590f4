using Microsoft.AspNetCore.Mvc;
using Portal.Live;
using Portal.Security.Credentials;

namespace Portal.Components.Credentials;

/// <summary>Gives a page what the browser needs to ask for a passkey; a POST with an antiforgery token, tied to the challenge of the form.</summary>
public static class PasskeyRoute
{
    public const string Path = "/account/passkey-options";

    public static void MapPasskeys(this IEndpointRouteBuilder routes) => routes.MapPost(Path, Options).RequireAuthorization();

    private static async Task<IResult> Options([FromForm] string? challenge, HttpContext context, [FromServices] Passkeys passkeys) =>
        Callers.IdOf(context.User) is not { } by ? Results.Unauthorized()
        : await passkeys.Options(by, challenge) is { } options ? Results.Text(options, "application/json")
        : Results.BadRequest();
}
