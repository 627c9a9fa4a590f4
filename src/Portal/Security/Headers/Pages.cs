using Microsoft.AspNetCore.Components.Endpoints;

namespace Portal.Security.Headers;

/// <summary>Tells pages from files, hubs and the circuit's own traffic.</summary>
internal static class Pages
{
    public static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
}
