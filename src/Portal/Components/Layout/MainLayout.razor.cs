using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Portal.Components.Controls;
using Portal.Components.Tour;
using Portal.Live;

namespace Portal.Components.Layout;

/// <summary>Navigation, top bar and the page.</summary>
public sealed partial class MainLayout
{
    private Fence? _fence;
    private string? _person;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    // With a base address a bare '#content' would lead to the first page.
    private string SkipTarget => $"{new Uri(Navigation.Uri).PathAndQuery}#content";

    [Inject]
    private ViewerZone Zone { get; set; } = null!;

    [Inject]
    private DemoTour Tour { get; set; } = null!;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    // By this the browser keeps one person's drafts from another's.
    protected override async Task OnInitializedAsync() => _person = Callers.IdOf((await Viewer).User)?.Value;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Zone.Ask(Browser);
    }

    protected override void OnParametersSet() => _fence?.Recover();
}
