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
    private const int Page = 100;
    private readonly CancellationTokenSource _stop = new();
    private ImmutableDictionary<RunId, RunState> _runs = ImmutableDictionary<RunId, RunState>.Empty;
    private ImmutableDictionary<RunId, string> _says = ImmutableDictionary<RunId, string>.Empty;

    private RunId? _older;

    /// <summary>A key of <see cref="RunFilter.Kinds"/>.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Which { get; set; }

    /// <summary>Only runs of this pair.</summary>
    [SupplyParameterFromQuery(Name = "pair")]
    public string? Pair { get; set; }

    /// <summary>Only runs in which this person had a part.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    /// <summary>Only runs requested in so many days.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public int? Days { get; set; }

    /// <summary>The last run of the page before.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public string? Before { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    private RunFilter Filter => RunFilter.Of(Which, Pair, Person, Days);

    private RunState[] Open => [.. Feed.Now.Select(v => v.Run?.State).OfType<RunState>()];

    // Who waits for people comes first, then what is under way, then the newest.
    private RunState[] Shown =>
    [
        .. _runs.Values
            .Where(r => Filter.Has(r, Time.GetUtcNow()) && (r.Ended || string.IsNullOrEmpty(Before)))
            .OrderBy(r => r.Ended ? 2 : RunFilter.WaitsForPeople(r) ? 0 : 1).ThenByDescending(r => r.Plan.RequestedAt),
    ];

    protected override void OnParametersSet()
    {
        var (filter, now) = (Filter, Time.GetUtcNow());
        PairId? only = filter.Pair.Length == 0 ? null : new PairId(filter.Pair);
        RunId? before = string.IsNullOrEmpty(Before) ? null : new RunId(Before);
        var found = Archive.Recent(only, Page + 1, run => filter.Has(run, now), before);
        _older = found.Length > Page ? found[Page - 1].Id : null;
        _runs = found.Take(Page).ToImmutableDictionary(r => r.Id);
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

    private static string Took(RunState run) => run is { StartedAt: { } from, EndedAt: { } to } ? Controls.Shown.Duration(to - from) : "";

    private static TimeSpan? Noticed(RunState run) =>
        run.Steps.Values.Select(s => s.Interruption?.LongestGap).Where(gap => gap is not null).DefaultIfEmpty().Max();

    private static string Chosen(ChangeEventArgs e) => e.Value as string ?? "";

    private void Go(RunFilter filter) => Navigation.NavigateTo(filter.Address());
}
