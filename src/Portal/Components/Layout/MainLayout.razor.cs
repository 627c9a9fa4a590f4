using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Portal.Components.Controls;

namespace Portal.Components.Layout;

/// <summary>Navigation, top bar and the page.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _fence;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    // With a base address a bare '#content' would lead to the first page.
    private string SkipTarget => $"{new Uri(Navigation.Uri).PathAndQuery}#content";

    [Inject]
    private ViewerZone Zone { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Zone.Ask(Browser);
    }

    protected override void OnParametersSet() => _fence?.Recover();
}
