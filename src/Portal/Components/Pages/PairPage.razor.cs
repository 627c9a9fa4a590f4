using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Portal.Audit;
using Portal.Components.Controls;
using Portal.Components.Pairs;
using Portal.Components.Runs;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>One pair: how it stands, whether it may be patched now, what happened on it, and what can be done.</summary>
public sealed partial class PairPage : IDisposable
{
    private const int RunsShown = 8;
    private static readonly TimeSpan ReadPace = TimeSpan.FromSeconds(1);
    private CancellationTokenSource _stop = new();
    private PairView? _view;
    private ImmutableArray<RunState> _runs = [];
    private ImmutableArray<LatelyLine> _onRecord = [];
    private (RunId?, long?, WatchPause?, int) _read;
    private DateTimeOffset _readAt;
    private DateTimeOffset _now;
    private UserId? _viewer;
    private bool _isAdmin;
    private string? _whyNot;
    private Reply.Refused? _refused;
    private bool _scanning;
    private bool _busy;
    private string _written = "";
    private string _scanned = "";
    private string? _shownId;
    private string? _followedId;
    private bool _ticking;
    private RenderPace? _pace;

    /// <summary>Key of the pair.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairCatalog Catalog { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private ILedger Ledger { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IRunDesk Desk { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private CircuitClock Clock { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        if (_shownId == Id) return;
        _shownId = Id;
        await _stop.CancelAsync();
        _stop = new CancellationTokenSource();
        (_refused, _scanned) = (null, "");
        _viewer = Callers.IdOf((await Viewer).User);
        _now = Clock.Now;
        _view = Catalog.Find(new PairId(Id)) is { } pair ? Feed.Find(pair.Id) ?? PairShown.NotYet(pair, _now) : null;
        LookUpViewer();
        ReadLedger();
    }

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (_view is null || _followedId == Id) return;
        _followedId = Id;
        _pace = new RenderPace(Time, () => InvokeAsync(Redraw), DispatchExceptionAsync, _stop.Token);
        if (!_ticking) Clock.Ticked += Tick;
        _ticking = true;
        _ = Follow(_view.Pair.Id, _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_ticking) Clock.Ticked -= Tick;
    }

    private async Task Follow(PairId pair, CancellationToken stop)
    {
        try
        {
            await foreach (var view in Feed.Watch(pair, stop))
            {
                _view = view;
                _pace?.Ask();
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

    // Readings grow old by themselves: without a feed the checks turn to 'unknown' after some seconds.
    private void Tick() => _pace?.Ask();

    private void Redraw()
    {
        _now = Clock.Now;
        if (_read != Version && _now - _readAt >= ReadPace) ReadLedger();
        StateHasChanged();
    }

    // What changes when the ledger has more to tell of this pair.
    private (RunId?, long?, WatchPause?, int) Version => (_view?.Run?.State.Id, _view?.Run?.State.Events, _view?.Paused, _view?.Lately.Length ?? 0);

    private void ReadLedger()
    {
        (_read, _readAt) = (Version, _now);
        _runs = _view is null ? [] : Archive.Recent(_view.Pair.Id, RunsShown);
        _onRecord = _view is null ? [] : LatelyLine.OnRecord(_view.Pair.Id, Ledger, new LedgerNames(Ledger, People).Names);
    }

    private void LookUpViewer()
    {
        var person = _viewer is { } id ? People.Find(id) : null;
        _isAdmin = person?.Has(PortalRole.Admin) ?? false;
        _whyNot = person?.Has(PortalRole.Operator) ?? false ? null : "Planning and scanning need the Operator role.";
    }

    private async Task ScanNow()
    {
        if (_scanning || _viewer is not { } by || _view is null) return;
        (_scanning, _refused, _scanned) = (true, null, "Scanning both servers.");
        try
        {
            _refused = await Desk.Scan(by, _view.Pair.Id, _stop.Token) as Reply.Refused;
            _scanned = _refused is null ? "Scanned both servers." : "";
        }
        catch (OperationCanceledException)
        {
            // The person went elsewhere; the scan goes on and its result comes through the feed.
        }
        finally
        {
            _scanning = false;
        }
    }

    private Task PauseWatching() => Watching(
        new Prompt($"Pause watching {_view!.Pair.Name}?", "Nothing of this pair is read any more, for anybody: its roles, sync and alarms are unknown, and no run can be started, until somebody resumes. Everybody reads your name and reason here, and they go into the audit trail.", "Pause watching", "no"),
        reason => Desk.PauseWatching(_viewer!.Value, _view.Pair.Id, reason, _stop.Token));

    private Task ResumeWatching() => Watching(
        new Prompt($"Resume watching {_view!.Pair.Name}?", "Both servers and the protected service are read again at once.", "Resume watching", "pri"),
        reason => Desk.ResumeWatching(_viewer!.Value, _view.Pair.Id, reason, _stop.Token));

    private async Task Watching(Prompt prompt, Func<string, Task<Reply>> ask)
    {
        if (_busy || _viewer is null) return;
        _busy = true;
        try
        {
            if (await ReasonDialog.Ask(Dialogs, prompt, _written) is not { } reason) return;
            _refused = await ask(reason) as Reply.Refused;
            _written = _refused is null ? "" : reason;
        }
        catch (OperationCanceledException)
        {
            // The person went elsewhere; what was asked is done or refused all the same.
        }
        finally
        {
            _busy = false;
        }
    }
}
