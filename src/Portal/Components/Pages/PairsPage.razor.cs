using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Components.Pairs;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Live;
using Portal.Views;

namespace Portal.Components.Pages;

/// <summary>All pairs, problems first, live.</summary>
public sealed partial class PairsPage : IDisposable
{
    // What stands in the first answer, before the circuit lives and the list knows what fits the window.
    private const int FirstPaint = 40;
    private static readonly TimeSpan Typing = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private readonly PairOrder _order = new();
    private readonly Action<string> _fold;
    private readonly Action<string> _reached;
    private ImmutableArray<Pair> _pairs = [];
    private ImmutableArray<PairItem> _items = [];
    private ImmutableArray<KeptView> _kept;
    private IReadOnlyCollection<KeyValuePair<string, int>> _tags = [];
    private IReadOnlyDictionary<PairTile, int> _counts = PairTile.All.ToFrozenDictionary(t => t, _ => 0);
    private PairFilter _filter = PairFilter.None;
    private PairEyes _eyes = new((Person?)null);
    private RenderPace _pace = null!;
    private ITimer? _typed;
    private string _words = "";
    private string _given = "";
    private string? _at;
    private string? _stopAt;
    private int _field;
    private int _approvals;
    private DateTimeOffset _began;
    private DateTimeOffset _now;
    private bool _ticking;

    public PairsPage() => (_fold, _reached) = (Fold, Reach);

    /// <summary>Key of a <see cref="PairTile"/>.</summary>
    [SupplyParameterFromQuery(Name = "need")]
    public string? Need { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "tag")]
    public string[]? Tag { get; set; }

    /// <summary>'tag', or nothing.</summary>
    [SupplyParameterFromQuery(Name = "group")]
    public string? Group { get; set; }

    /// <summary>Key of a <see cref="PairSort"/>.</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>Tags of groups that are folded.</summary>
    [SupplyParameterFromQuery(Name = "closed")]
    public string[]? Closed { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairCatalog Catalog { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private IViewDesk Views { get; set; } = null!;

    [Inject]
    private CircuitClock Clock { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Nothing =>
        _filter.Words.Length > 0 ? $"No pair has '{_filter.Words}'"
        : _filter.Tags.Length > 0 ? $"No such pair has the tag {string.Join(" and ", _filter.Tags)}"
        : _filter.Tile?.None ?? "Nothing to show";

    protected override void OnInitialized()
    {
        _pace = new RenderPace(Time, () => InvokeAsync(Redraw), DispatchExceptionAsync, _stop.Token);
        _began = Time.GetUtcNow();
        _pairs = [.. Catalog.All.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Id.Value, StringComparer.Ordinal)];
        _tags = [.. _pairs.SelectMany(p => p.Tags.Distinct(StringComparer.OrdinalIgnoreCase)).GroupBy(t => t, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase).Select(g => KeyValuePair.Create(g.Key, g.Count()))];
    }

    protected override async Task OnParametersSetAsync()
    {
        // Who looks is asked anew with each address: roles change.
        var viewer = Callers.IdOf((await Viewer).User) is { } id ? People.Find(id) : null;
        if (viewer != _eyes.Viewer || _kept.IsDefault)
        {
            _eyes = new PairEyes(viewer);
            ReadViews();
        }
        var filter = PairFilter.From(Need, Query, Tag, Group, Sort, Closed);
        // The field is the browser's while somebody types: what comes back from here is older. Another address makes another field.
        if (_typed is null && filter.Words != _words.Trim())
        {
            _words = _given = filter.Words;
            _field++;
        }
        if (filter != _filter) _filter = filter;
        Arrange();
    }

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _ticking = true;
        Clock.Ticked += _pace.Ask;
        _ = Runs.Following.Each(Feed.Watch(_stop.Token), _ => { _pace.Ask(); return Task.CompletedTask; }, DispatchExceptionAsync, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_ticking) Clock.Ticked -= _pace.Ask;
        _typed?.Dispose();
        _leaving?.Dispose();
    }

    private void Redraw()
    {
        Arrange();
        StateHasChanged();
    }

    private void Arrange()
    {
        _now = Clock.Now;
        // Let go when it is arranged: the rows that are seen ask for theirs.
        ImmutableArray<PairView> views = [.. _pairs.Select(p => ViewOf(p.Id))];
        _counts = PairTile.All.ToFrozenDictionary(tile => tile, tile => views.Count(v => tile.Asks(v, _eyes)));
        _approvals = views.Count(v => _eyes.Asked(v) == AskedOf.Viewer);
        _items = _order.Arrange(views, _filter, _eyes);
        _stopAt = _items.Any(i => i.Key == _at) ? _at : _items.FirstOrDefault().Key;
    }

    private PairView ViewOf(PairId pair) => Feed.Find(pair) ?? PairShown.NotYet(Catalog.Find(pair)!, _began);

    private void ReadViews() =>
        _kept = _eyes.Viewer is { } viewer ? [.. Views.Of(viewer.Id).Select(v => new KeptView(v.Name, PairFilter.Parse(v.Address)))] : [];

    private void Fold(string tag) => Navigation.NavigateTo(_filter.Fold(tag).Address, replace: true);

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
