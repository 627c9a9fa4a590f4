using System.Globalization;
using Microsoft.AspNetCore.Components;
using Portal.Components.Controls;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Components.Runs;

/// <summary>What the servers' tools print during a step, as it comes; stays at its end until the reader scrolls up.</summary>
public sealed partial class OutputPane : IDisposable
{
    /// <summary>Most lines that are shown; older ones drop out.</summary>
    public const int MostLines = 1_000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private readonly Queue<Line> _lines = new();
    private (RunId, StepId)? _followed;
    private CancellationTokenSource? _stop;
    private long _number;
    private long _dropped;

    [Parameter, EditorRequired]
    public RunId Run { get; set; }

    [Parameter, EditorRequired]
    public StepId Step { get; set; }

    /// <summary>Nothing more comes: the step is done, or was skipped.</summary>
    [Parameter]
    public bool IsOver { get; set; }

    [Inject]
    private IRunOutput Output { get; set; } = null!;

    [Inject]
    private ViewerZone Viewer { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (_followed == (Run, Step)) return;
        _followed = (Run, Step);
        _stop?.Cancel();
        _stop = new CancellationTokenSource();
        var empty = _lines.Count == 0;
        _lines.Clear();
        (_number, _dropped) = (0, 0);
        _ = Follow(Run, Step, _stop.Token);
        if (!empty) StateHasChanged();
    }

    public void Dispose() => _stop?.Cancel();

    private async Task Follow(RunId run, StepId step, CancellationToken stop)
    {
        var waiting = new Queue<OutputLine>();
        var shown = Task.CompletedTask;
        try
        {
            await foreach (var line in Output.Follow(run, step, stop))
            {
                lock (waiting) waiting.Enqueue(line);
                if (shown.IsCompleted) shown = Show(waiting, stop);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    // At once, and then at most every 200 ms: a package manager prints faster than anybody reads.
    private async Task Show(Queue<OutputLine> waiting, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await InvokeAsync(() => Drain(waiting, stop));
            await Task.Delay(Pace, Time, stop);
            lock (waiting)
                if (waiting.Count == 0) return;
        }
    }

    private void Drain(Queue<OutputLine> waiting, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return;
        lock (waiting)
            while (waiting.TryDequeue(out var line)) Add(line);
        StateHasChanged();
    }

    private void Add(OutputLine line)
    {
        _lines.Enqueue(new Line(_number++, line.At, PlainText.Of(line.Text)));
        if (_lines.Count <= MostLines) return;
        _lines.Dequeue();
        _dropped++;
    }

    private string Clock(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Viewer.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed record Line(long Number, DateTimeOffset At, string Text);
}
