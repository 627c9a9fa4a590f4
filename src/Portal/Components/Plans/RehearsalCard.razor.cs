using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Runs.Rehearsals;

namespace Portal.Components.Plans;

/// <summary>Rehearses the plan that is shown, with a fault to choose, and shows what would happen.</summary>
public sealed partial class RehearsalCard : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private CancellationTokenSource? _stop;
    private ImmutableArray<(Step Step, ImmutableArray<RehearsedFault> Faults)> _faults = [];
    private string _chosen = "";
    private string? _digest;
    private volatile RehearsalProgress? _progress;
    private long _shown;
    private bool _cancelled;
    private RehearsalReport? _report;
    private Reply<RehearsalReport>.Refused? _refused;

    [Parameter, EditorRequired]
    public Plan Plan { get; set; } = null!;

    [Parameter, EditorRequired]
    public PlanWish Wish { get; set; } = null!;

    [Parameter, EditorRequired]
    public UserId By { get; set; }

    /// <summary>Why nothing can be rehearsed now; null when it can.</summary>
    [Parameter]
    public string? WhyNot { get; set; }

    [Inject]
    private IRehearsalDesk Desk { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool IsRunning => _stop is not null;

    protected override void OnParametersSet()
    {
        var digest = PlanDrafts.Compare(Plan);
        if (digest == _digest) return;
        _digest = digest;
        var all = Desk.FaultsOf(Plan);
        _faults = [.. Plan.Procedure.Steps.Select(s => (s, all.Where(f => f.Step == s.Id).ToImmutableArray())).Where(x => x.Item2.Length > 0)];
        if (Chosen is null) _chosen = "";
    }

    public void Dispose() => _stop?.Cancel();

    private static string Key(RehearsedFault fault) => $"{fault.Step} {fault.Id}";

    private RehearsedFault? Chosen => _faults.SelectMany(x => x.Faults).FirstOrDefault(f => Key(f) == _chosen);

    private async Task Rehearse()
    {
        if (IsRunning || WhyNot is not null) return;
        using var stop = _stop = new CancellationTokenSource();
        (_report, _refused, _cancelled) = (null, null, false);
        try
        {
            switch (await Desk.Rehearse(By, Wish, PlanDrafts.Compare(Plan), Chosen, Tell, stop.Token))
            {
                case Reply<RehearsalReport>.Done done:
                    _report = done.Value;
                    break;
                case Reply<RehearsalReport>.Refused no:
                    _refused = no;
                    break;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _cancelled = true;
        }
        finally
        {
            (_stop, _progress) = (null, null);
        }
    }

    private void Cancel() => _stop?.Cancel();

    // Comes from the rehearsal's own thread, faster than anybody reads.
    private void Tell(RehearsalProgress at)
    {
        _progress = at;
        var now = Time.GetTimestamp();
        if (_shown != 0 && Time.GetElapsedTime(_shown, now) < Pace) return;
        _shown = now;
        _ = InvokeAsync(StateHasChanged);
    }
}
