using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Components.Controls;
using Portal.Components.Pairs;
using Portal.Core.Pairs;
using Portal.Live;

namespace Portal.Components.Pages;

/// <summary>All pairs, problems first, live.</summary>
public sealed partial class PairsPage : IDisposable
{
    // What stands in the first answer, before the circuit lives and the list knows what fits the window.
    private const int FirstPaint = 40;
    private static readonly TimeSpan Typing = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private readonly PairOrder _order = new();
    private readonly Lock _gate = new();
    private ImmutableDictionary<PairId, PairView> _views = ImmutableDictionary<PairId, PairView>.Empty;
    private ImmutableArray<PairView> _shown = [];
    private IReadOnlyDictionary<PairTile, int> _counts = PairTile.All.ToFrozenDictionary(t => t, _ => 0);
    private PairFilter _filter = new(null, "");
    private RenderPace _pace = null!;
    private ITimer? _typed;
    private string _words = "";
    private string _given = "";
    private int _field;
    private DateTimeOffset _now;
    private bool _ticking;

    /// <summary>Key of a <see cref="PairTile"/>.</summary>
    [SupplyParameterFromQuery(Name = "need")]
    public string? Need { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [Inject]
    private IPairCatalog Catalog { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private CircuitClock Clock { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Nothing => _filter.Words.Length > 0 ? $"No pair has '{_filter.Words}'" : _filter.Tile?.None ?? "Nothing to show";

    protected override void OnInitialized()
    {
        _pace = new RenderPace(Time, () => InvokeAsync(Redraw), DispatchExceptionAsync, _stop.Token);
        var now = Time.GetUtcNow();
        _views = Catalog.All.ToImmutableDictionary(pair => pair.Id, pair => Feed.Find(pair.Id) ?? PairShown.NotYet(pair, now));
    }

    protected override void OnParametersSet()
    {
        var filter = PairFilter.From(Need, Query);
        // The field is the browser's while somebody types: what comes back from here is older. Another address makes another field.
        if (_typed is null && filter.Words != _words.Trim())
        {
            _words = _given = filter.Words;
            _field++;
        }
        _filter = filter;
        Arrange();
    }

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _ticking = true;
        Clock.Ticked += _pace.Ask;
        _ = Follow();
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_ticking) Clock.Ticked -= _pace.Ask;
        _typed?.Dispose();
    }

    private async Task Follow()
    {
        try
        {
            await foreach (var view in Feed.Watch(_stop.Token))
            {
                lock (_gate) _views = _views.SetItem(view.Pair.Id, view);
                _pace.Ask();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private void Redraw()
    {
        Arrange();
        StateHasChanged();
    }

    private void Arrange()
    {
        var views = _views;
        _now = Clock.Now;
        _counts = PairTile.All.ToFrozenDictionary(tile => tile, tile => views.Values.Count(tile.Asks));
        _shown = _order.Arrange(views, _filter);
    }

    private void Hold() => _order.Held = true;

    private void Release()
    {
        _order.Held = false;
        Arrange();
    }

    private void Search(ChangeEventArgs change)
    {
        _words = change.Value?.ToString() ?? "";
        _typed?.Dispose();
        _typed = Time.CreateTimer(_ => _ = InvokeAsync(Found), null, Typing, Timeout.InfiniteTimeSpan);
    }

    private void Found()
    {
        _typed?.Dispose();
        _typed = null;
        Navigation.NavigateTo((_filter with { Words = _words.Trim() }).Address, replace: true);
    }
}
