using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Portal.Components.Pairs;

/// <summary>One chart of the last 15 minutes; its values are pushed to the browser when they changed, at most once a second.</summary>
public sealed partial class TimeChart : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly string _id = $"chart-{Guid.NewGuid():N}";
    private ElementReference _host;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chart;
    private ChartData? _pushed;
    private DateTimeOffset _at;
    private bool _busy;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What the chart shows, as one sentence; stands above it.</summary>
    [Parameter, EditorRequired]
    public string Summary { get; set; } = "";

    [Parameter, EditorRequired]
    public ChartData Data { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // The aria-value attributes are charts.js' own after the first render: the markup gives them one value for good.
    private string First { get; set; } = "";

    protected override void OnInitialized() => First = Summary;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var now = Time.GetUtcNow();
        if (_busy || ReferenceEquals(_pushed, Data) || (_pushed is not null && now - _at < Pace)) return;
        (_busy, _pushed, _at) = (true, Data, now);
        try
        {
            _module ??= await Browser.InvokeAsync<IJSObjectReference>("import", "./js/charts.js");
            if (_chart is null) _chart = await _module.InvokeAsync<IJSObjectReference>("create", _host, Data);
            else await _chart.InvokeVoidAsync("set", Data);
        }
        catch (Exception fault) when (fault is JSDisconnectedException or TaskCanceledException)
        {
            // The page is gone, and the chart with it.
        }
        finally
        {
            _busy = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_chart is not null)
            {
                await _chart.InvokeVoidAsync("dispose");
                await _chart.DisposeAsync();
            }
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (Exception fault) when (fault is JSDisconnectedException or TaskCanceledException)
        {
            // So is the browser.
        }
    }
}
