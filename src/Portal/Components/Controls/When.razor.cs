using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Portal.Components.Controls;

/// <summary>A moment in the viewer's zone, with UTC in the title; the day is left out when it is today.</summary>
public sealed partial class When : IDisposable
{
    /// <summary>UTC.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    [Inject]
    private ViewerZone Viewer { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Text
    {
        get
        {
            var local = TimeZoneInfo.ConvertTime(At, Viewer.Zone);
            var today = TimeZoneInfo.ConvertTime(Time.GetUtcNow(), Viewer.Zone).Date;
            var text = local.ToString(local.Date == today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return Viewer.IsUtc ? $"{text} UTC" : text;
        }
    }

    protected override void OnInitialized() => Viewer.Changed += Changed;

    public void Dispose() => Viewer.Changed -= Changed;

    private void Changed() => _ = InvokeAsync(StateHasChanged);
}
