using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Portal.Components.Layout;

namespace Portal.Components;

/// <summary>The document. Every page lives in a circuit, but for sign-in, set-up and sign-out, which are plain forms.</summary>
public sealed partial class App
{
    private static readonly InteractiveServerRenderMode Circuit = new();

    [CascadingParameter]
    private HttpContext Request { get; set; } = null!;

    private IComponentRenderMode? PageMode => Request.AcceptsInteractiveRouting() ? Circuit : null;

    private ThemeChoice Theme => ThemeChoices.Parse(Request.Request.Cookies[ThemeChoices.Cookie]);
}
