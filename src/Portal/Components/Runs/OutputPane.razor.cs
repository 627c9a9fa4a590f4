using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Portal.Components.Controls;
using Portal.Core.Ports;
using Portal.Runs;

namespace Portal.Components.Runs;

/// <summary>What the servers' tools print during one attempt of a step, as it comes; follows its end until the reader scrolls up.</summary>
public sealed partial class OutputPane : IDisposable
{
    /// <summary>Most lines that stand in the page at a time.</summary>
    public const int Window = 1_000;

    private readonly OutputText _text = new();
    private EffectKey? _followed;
    private CancellationTokenSource? _stop;
    private ElementReference _pane;
    private DotNetObjectReference<OutputPane>? _self;
    private Func<IJSRuntime, ValueTask>? _after;
    private int _hit;

    // What stands in the page: lines from, up to and not with; the end while it is followed.
    private long _from;
    private long _to;
    private bool _follows = true;

    // Lines that had come when the reader left the end.
    private long _seen;

    [Parameter, EditorRequired]
    public EffectKey Key { get; set; } = null!;

    /// <summary>The step's number for people.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    /// <summary>Nothing more comes of this attempt.</summary>
    [Parameter]
    public bool IsOver { get; set; }

    [Inject]
    private IRunOutput Output { get; set; } = null!;

    [Inject]
    private ViewerZone Viewer { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    private OutputHit? Now => _hit < _text.Hits.Count ? _text.Hits[_hit] : null;

    // Not while prerendering: nobody would ever stop following.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_followed != Key) Begin();
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                await Browser.InvokeVoidAsync("portal.output.watch", _pane, _self);
            }
            if (_after is { } after)
            {
                _after = null;
                await after(Browser);
            }
        }
        catch (Exception fault) when (fault is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Without the browser's help the pane is still read and searched; only the scrolling is the reader's own.
        }
    }

    public void Dispose()
    {
        _stop?.Cancel();
        _self?.Dispose();
    }

    /// <summary>Told by the browser when the reader leaves the end, and when they come back to it.</summary>
    [JSInvokable]
    public void AtEnd(bool isAtEnd)
    {
        if (isAtEnd && _to < _text.End && !_follows) return;
        if (_follows == isAtEnd) return;
        (_follows, _seen) = (isAtEnd, _text.End);
        Frame();
        StateHasChanged();
    }

    private void Begin()
    {
        var empty = _followed is null;
        _followed = Key;
        _stop?.Cancel();
        _stop = new CancellationTokenSource();
        _text.Clear();
        (_hit, _follows, _seen) = (0, true, 0);
        Frame();
        _ = Follow(Key, _stop.Token);
        if (!empty) StateHasChanged();
    }

    private Task Follow(EffectKey key, CancellationToken stop)
    {
        var waiting = new Queue<OutputLine>();
        var pace = new RenderPace(Time, () => InvokeAsync(() => Drain(waiting, stop)), DispatchExceptionAsync, stop);
        // Elsewhere: reading thousands of lines back must not hold up the page's other events.
        return Task.Run(() => Following.Each(
            Output.Follow(key, stop),
            lines =>
            {
                lock (waiting)
                    foreach (var line in lines) waiting.Enqueue(line);
                // A package manager prints faster than anybody reads.
                pace.Ask();
                return Task.CompletedTask;
            },
            DispatchExceptionAsync, stop), CancellationToken.None);
    }

    private void Drain(Queue<OutputLine> waiting, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return;
        lock (waiting)
            while (waiting.TryDequeue(out var line)) _text.Add(line);
        Frame();
        StateHasChanged();
    }

    // Who reads further up keeps what they read; only its end grows, up to a whole window.
    private void Frame()
    {
        if (_follows) _from = Math.Max(_text.First, _text.End - Window);
        _from = Math.Max(_from, _text.First);
        _to = Math.Min(_text.End, _from + Window);
    }

    private void Earlier() => Move(Math.Max(_text.First, _from - (Window / 2)));

    private void Later() => Move(Math.Min(_text.End - 1, _from + (Window / 2)));

    private void Move(long from)
    {
        if (_follows) (_follows, _seen) = (false, _text.End);
        _from = from;
        Frame();
    }

    private void ToTheEnd()
    {
        _follows = true;
        Frame();
        _after = browser => browser.InvokeVoidAsync("portal.output.end", _pane);
    }

    private void Search(ChangeEventArgs e)
    {
        _text.Find($"{e.Value}");
        _hit = 0;
        ShowHit();
    }

    private void SearchKey(KeyboardEventArgs e)
    {
        if (e.Key == "Enter") Step(e.ShiftKey ? -1 : 1);
    }

    private void Step(int by)
    {
        if (_text.Hits.Count == 0) return;
        _hit = (_hit + by + _text.Hits.Count) % _text.Hits.Count;
        ShowHit();
    }

    private void ShowHit()
    {
        if (Now is not { } hit) return;
        if (hit.Line < _from || hit.Line >= _to) Move(Math.Max(_text.First, hit.Line - (Window / 2)));
        _after = browser => browser.InvokeVoidAsync("portal.output.hit", _pane);
    }

    private string Found() => _text.Hits.Count switch
    {
        0 => "no hit",
        OutputText.MostHits => $"{Count(_hit + 1)} of {Count(OutputText.MostHits)} or more",
        var all => $"{Count(_hit + 1)} of {Count(all)}",
    };

    private string All() => string.Join('\n', _text.Texts);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string Clock(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Viewer.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
