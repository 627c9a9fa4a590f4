using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Components.Runs;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>All runs, the open ones first and live.</summary>
public sealed partial class RunsPage : IDisposable
{
    private const int Most = 200;
    private static readonly (string Key, string Text)[] Filters = [("all", "All"), ("open", "Open"), ("ended", "Ended")];
    private readonly CancellationTokenSource _stop = new();
    private ImmutableDictionary<RunId, RunState> _runs = ImmutableDictionary<RunId, RunState>.Empty;
    private ImmutableDictionary<RunId, string> _says = ImmutableDictionary<RunId, string>.Empty;

    /// <summary>'all', 'open' or 'ended'.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Which { get; set; }

    /// <summary>Only runs of this pair.</summary>
    [SupplyParameterFromQuery(Name = "pair")]
    public string? Pair { get; set; }

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    private string Filter => Filters.Any(f => f.Key == Which) ? Which! : "all";

    private RunState[] Open => [.. _runs.Values.Where(r => !r.Ended)];

    private RunState[] Shown =>
    [
        .. _runs.Values
            .Where(r => Filter switch { "open" => !r.Ended, "ended" => r.Ended, _ => true })
            .Where(r => string.IsNullOrEmpty(Pair) || r.Plan.Pair.Value == Pair)
            .OrderBy(r => r.Ended).ThenByDescending(r => r.Plan.RequestedAt),
    ];

    protected override void OnParametersSet()
    {
        PairId? only = string.IsNullOrEmpty(Pair) ? null : new PairId(Pair);
        _runs = Archive.Recent(only, Most).ToImmutableDictionary(r => r.Id);
        foreach (var view in Feed.Now) Note(view);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = Follow();
    }

    public void Dispose() => _stop.Cancel();

    private Task Follow() => Following.Each(
        Feed.Watch(_stop.Token),
        view => InvokeAsync(() =>
        {
            if (Note(view)) StateHasChanged();
        }),
        DispatchExceptionAsync, _stop.Token);

    /// <summary>Takes in what a pair's view says of its run; false when it says nothing new.</summary>
    private bool Note(PairView view)
    {
        var changed = false;
        foreach (var left in _runs.Values.Where(r => !r.Ended && r.Plan.Pair == view.Pair.Id && r.Id != view.Run?.State.Id).ToArray())
            if (Archive.Find(left.Id)?.State is { } ended && ended.Events > left.Events)
            {
                _runs = _runs.SetItem(left.Id, ended);
                changed = true;
            }
        if (view.Run is not { } run) return changed;
        if (_runs.TryGetValue(run.State.Id, out var known) && known.Events >= run.State.Events && _says.GetValueOrDefault(run.State.Id) == run.Says) return changed;
        _runs = _runs.SetItem(run.State.Id, run.State);
        _says = _says.SetItem(run.State.Id, run.Says);
        return true;
    }

    private string Stands(RunState run) => run.Ended ? run.Outcome : _says.GetValueOrDefault(run.Id) ?? run.Hold?.Why ?? $"{run.Current?.Title}.";

    private static (int Done, int All)? Progress(RunState run) =>
        run.Ended || run.StartedAt is null ? null : (run.Steps.Values.Count(s => s.Status is StepStatus.Done or StepStatus.Skipped), run.Steps.Count);

    private string PairName(RunState run) => Pairs.Find(run.Plan.Pair)?.Name ?? run.Plan.Pair.Value;

    private string Address(string show) => string.IsNullOrEmpty(Pair) ? $"/runs?show={show}" : $"/runs?show={show}&pair={Uri.EscapeDataString(Pair)}";
}
