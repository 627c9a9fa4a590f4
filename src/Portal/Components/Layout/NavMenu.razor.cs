using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Components.Pairs;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Layout;

/// <summary>Where to go, with the number of runs under way, and of approvals, reviews and accounts that wait for the viewer.</summary>
public sealed partial class NavMenu : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private RenderPace _pace = null!;
    private UserId? _viewer;
    private int _underWay;
    private int _mine;
    private int _accounts;
    private bool _listening;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IOpenReviews Reviews { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _pace = new RenderPace(Time, () => InvokeAsync(Recount), DispatchExceptionAsync, _stop.Token);
        _viewer = Callers.IdOf((await Viewer).User);
        Count();
    }

    // Not while prerendering: nobody would ever stop listening.
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _listening = true;
        Feed.RunsChanged += _pace.Ask;
        Reviews.Changed += _pace.Ask;
        // What came between the first counting and now.
        _pace.Ask();
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (!_listening) return;
        Feed.RunsChanged -= _pace.Ask;
        Reviews.Changed -= _pace.Ask;
    }

    private void Recount()
    {
        var before = (_underWay, _mine, _accounts);
        Count();
        if (before != (_underWay, _mine, _accounts)) StateHasChanged();
    }

    private void Count()
    {
        var runs = Feed.WithRuns;
        _underWay = runs.Count(PairTile.IsUnderWay);
        try
        {
            // Roles as they are now: who lost them has nothing to decide.
            var viewer = _viewer is { } id ? People.Find(id) : null;
            var eyes = new PairEyes(viewer);
            _accounts = viewer?.Has(PortalRole.Admin) == true ? People.All().Count(p => p.Standing == Standing.Active && LoneChange.WhyNotConfirm(viewer, p) is null) : 0;
            _mine = runs.Count(v => eyes.Asked(v) == AskedOf.Viewer) + Reviews.Now.Count(r => Run.WhyNotReview(r.Broken, viewer) is null);
        }
        catch (LedgerUnavailableException)
        {
            // Who cannot be looked up may decide nothing; the pages say what is wrong with the storage.
            (_mine, _accounts) = (0, 0);
        }
    }
}
