using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Portal.Components.Layout;

/// <summary>Navigation, top bar and the page.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _fence;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    // With a base address a bare '#content' would lead to the first page.
    private string SkipTarget => $"{new Uri(Navigation.Uri).PathAndQuery}#content";

    protected override void OnParametersSet() => _fence?.Recover();
}
