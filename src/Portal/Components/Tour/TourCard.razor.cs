using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Portal.Components.Runs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Tour;

/// <summary>Leads through a whole patch by two people. It stands beside the page, waits for nobody, and goes on by what people do.</summary>
public sealed partial class TourCard : IDisposable
{
    private static readonly int Stops = Enum.GetValues<TourStop>().Length;
    private readonly CancellationTokenSource _stop = new();
    private Person? _person;
    private RunState? _run;

    // On a phone the card is a heading until somebody wants the rest: the page itself comes first there.
    private bool _more;

    // Null until the browser was asked: nothing flickers.
    private bool? _open;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private TourStop Stop => TourStops.At(Path, _run);

    private string Path => new Uri(Navigation.Uri).AbsolutePath;

    // What this browser remembers of this person.
    private string Key => $"portal-tour:{_person!.Id}";

    protected override async Task OnInitializedAsync()
    {
        if (Callers.IdOf((await Viewer).User) is { } id) _person = People.Find(id);
        _run = Archive.Recent(take: 1) is [var newest, ..] ? newest : null;
        Navigation.LocationChanged += Moved;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _person is null) return;
        _ = Follow();
        try
        {
            _open = await Browser.InvokeAsync<string?>("localStorage.getItem", _stop.Token, Key) != "away";
        }
        catch (Exception fault) when (IsGone(fault))
        {
            return;
        }
        StateHasChanged();
    }

    public void Dispose()
    {
        _stop.Cancel();
        Navigation.LocationChanged -= Moved;
    }

    private void Moved(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(StateHasChanged);

    private Task Follow() => Following.Each(
        Feed.Watch(_stop.Token),
        view => InvokeAsync(() =>
        {
            var before = Stop;
            Note(view);
            if (Stop != before) StateHasChanged();
        }),
        DispatchExceptionAsync, _stop.Token);

    private void Note(PairView view)
    {
        if (view.Run is { } open && (_run is null || open.State.Plan.RequestedAt >= _run.Plan.RequestedAt)) _run = open.State;
        else if (_run is { Ended: false } gone && gone.Plan.Pair == view.Pair.Id && view.Run is null) _run = Archive.Find(gone.Id)?.State;
    }

    private Task Leave() => Remember(open: false, "away");

    private Task TakeUp() => Remember(open: true, "open");

    private async Task Remember(bool open, string word)
    {
        _open = open;
        try
        {
            await Browser.InvokeVoidAsync("localStorage.setItem", _stop.Token, Key, word);
        }
        catch (Exception fault) when (IsGone(fault))
        {
            // A browser that keeps nothing shows the tour again at the next visit.
        }
    }

    private static bool IsGone(Exception fault) => fault is JSException or JSDisconnectedException or OperationCanceledException;
}
