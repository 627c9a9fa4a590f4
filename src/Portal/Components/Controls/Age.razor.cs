using Microsoft.AspNetCore.Components;

namespace Portal.Components.Controls;

/// <summary>How old a reading is, counted on once a second; amber, then red, when it is older than it should be.</summary>
public sealed partial class Age : IDisposable
{
    /// <summary>What is older than usual for a live reading, and what is too old.</summary>
    public static readonly TimeSpan UsuallyOld = TimeSpan.FromSeconds(10), UsuallyStale = TimeSpan.FromSeconds(30);

    private string _text = "";
    private AgeTone _tone;
    private bool _listening;

    /// <summary>When it was read, UTC.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset At { get; set; }

    /// <summary>Older than this is amber.</summary>
    [Parameter]
    public TimeSpan Old { get; set; } = UsuallyOld;

    /// <summary>Older than this is red.</summary>
    [Parameter]
    public TimeSpan Stale { get; set; } = UsuallyStale;

    /// <summary>Stands behind the age, but not behind 'now': ' ago'.</summary>
    [Parameter]
    public string? After { get; set; }

    /// <summary>The time that the page counts by; without it each age counts by itself, which in a long list is a message to the browser for each.</summary>
    [Parameter]
    public DateTimeOffset? Now { get; set; }

    [Inject]
    private CircuitClock Clock { get; set; } = null!;

    private string? Css => _tone switch { AgeTone.Old => "old", AgeTone.Stale => "stale", _ => null };

    protected override void OnParametersSet() => Read();

    protected override void OnAfterRender(bool firstRender)
    {
        // Not while prerendering: nobody would ever stop listening.
        if (!firstRender || Now is not null) return;
        _listening = true;
        Clock.Ticked += Tick;
    }

    public void Dispose()
    {
        if (_listening) Clock.Ticked -= Tick;
    }

    private void Tick() => _ = InvokeAsync(() =>
    {
        if (Read()) StateHasChanged();
    });

    private bool Read()
    {
        var age = (Now ?? Clock.Now) - At;
        var text = Shown.Age(age);
        var tone = age > Stale ? AgeTone.Stale : age > Old ? AgeTone.Old : AgeTone.Fresh;
        if (text == _text && tone == _tone) return false;
        (_text, _tone) = (text, tone);
        return true;
    }

    private enum AgeTone
    {
        Fresh,
        Old,
        Stale,
    }
}
