using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Portal.Components.Looks;

namespace Portal.Components.Layout;

/// <summary>One destination of the navigation.</summary>
public sealed partial class NavItem : IDisposable
{
    /// <summary>Path without the leading slash; empty is the first page.</summary>
    [Parameter, EditorRequired]
    public string Href { get; set; } = "";

    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>How many things are under way or wait there; 0 shows nothing.</summary>
    [Parameter]
    public int Count { get; set; }

    /// <summary>What the number counts, for those who do not see where it stands.</summary>
    [Parameter]
    public string Counts { get; set; } = "waiting";

    /// <summary>Of the number.</summary>
    [Parameter]
    public Tone Tone { get; set; } = Tone.Wait;

    [Parameter]
    public NavLinkMatch Match { get; set; } = NavLinkMatch.Prefix;

    /// <summary>Another path below which this destination counts as the current one.</summary>
    [Parameter]
    public string? Also { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool AlsoHere =>
        Also is not null && Navigation.ToBaseRelativePath(Navigation.Uri).Split('/', '?', '#')[0].Equals(Also, StringComparison.OrdinalIgnoreCase);

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    private void Moved(object? sender, LocationChangedEventArgs e) => InvokeAsync(StateHasChanged);

    public void Dispose() => Navigation.LocationChanged -= Moved;
}
