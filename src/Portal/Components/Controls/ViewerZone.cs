using Microsoft.JSInterop;

namespace Portal.Components.Controls;

/// <summary>The viewer's time zone: asked of the browser once per circuit, UTC until then.</summary>
public sealed class ViewerZone
{
    private bool _asked;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Then a time says so.</summary>
    public bool IsUtc => Zone.Id is "UTC" or "Etc/UTC";

    /// <summary>Raised when the zone has become known.</summary>
    public event Action? Changed;

    /// <summary>Asks the browser; a zone that this server does not know leaves UTC, which is said wherever a time stands.</summary>
    public async Task Ask(IJSRuntime browser)
    {
        if (_asked) return;
        _asked = true;
        try
        {
            Learn(await browser.InvokeAsync<string?>("portal.zone"));
        }
        catch (Exception fault) when (fault is JSException or JSDisconnectedException or OperationCanceledException)
        {
            _asked = false;
        }
    }

    /// <param name="zone">IANA name; anything else is ignored.</param>
    public void Learn(string? zone)
    {
        if (string.IsNullOrEmpty(zone) || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)) return;
        Zone = known;
        Changed?.Invoke();
    }
}
