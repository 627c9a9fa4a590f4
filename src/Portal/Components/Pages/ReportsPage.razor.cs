using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.Evidence;
using Portal.Core.People;
using Portal.Live;
using Portal.Reports;
using Portal.Reports.Documents;
using Portal.Reports.Periods;

namespace Portal.Components.Pages;

/// <summary>What happened in a time, for whoever answers for it; made away from the circuit, and not while prerendering.</summary>
public sealed partial class ReportsPage : IDisposable
{
    private static readonly (string Ending, string Text)[] Files = [("pdf", "PDF"), ("html", "HTML"), ("csv", "CSV")];

    private CancellationTokenSource _stop = new();
    private Period _period;
    private Report? _report;
    private Person? _person;
    private string? _failed;
    private bool _shortened;
    private bool _may;
    private bool _live;

    /// <summary>First day, '2026-11-01'.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Last day.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private PeriodSources Sources { get; set; } = null!;

    [Inject]
    private ReportPress Press { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    private (string Text, Period Span)[] Spans
    {
        get
        {
            var month = new DateOnly(Today.Year, Today.Month, 1);
            return
            [
                ("7 days", new Period(Today.AddDays(-6), Today)), ("30 days", new Period(Today.AddDays(-29), Today)), ("90 days", new Period(Today.AddDays(-89), Today)),
                ("this month", new Period(month, Today)), ("last month", new Period(month.AddMonths(-1), month.AddDays(-1))), ("a year", new Period(Today.AddDays(-364), Today)),
            ];
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // Roles as they are now, whatever the cookie says.
        try
        {
            _person = Callers.IdOf((await Viewer).User) is { } id ? People.Find(id) : null;
        }
        catch (LedgerUnavailableException fault)
        {
            _failed = fault.Message;
        }
        _may = _person is not null && AuditReaders.May(_person);
        var period = Period.Read(From, To, Today);
        _shortened = Period.Text(period.From) != From && Period.Text(period.To) == To && period.Days == Period.MostDays;
        if (period == _period && _report is not null) return;
        _period = period;
        if (_live) await Make();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _live = true;
        await Make();
    }

    public void Dispose() => _stop.Cancel();

    private async Task Make()
    {
        if (!_may) return;
        _stop.Cancel();
        _stop = new CancellationTokenSource();
        var (stop, period, by) = (_stop.Token, _period, _person!.Name);
        (_report, _failed) = (null, null);
        StateHasChanged();
        var (report, failed) = await Made(period, by, stop);
        // Another time was chosen meanwhile, or nobody looks any more.
        if (stop.IsCancellationRequested) return;
        (_report, _failed) = (report, failed);
        StateHasChanged();
    }

    private async Task<(Report? Report, string? Failed)> Made(Period period, string by, CancellationToken stop)
    {
        try
        {
            return (await Press.Make(token => PeriodReport.Of(Sources.Read(period, by, token)), stop), null);
        }
        catch (OperationCanceledException)
        {
            return (null, null);
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or ReportTooSlowException)
        {
            return (null, fault.Message);
        }
        catch (System.Text.Json.JsonException)
        {
            return (null, "Another release of the portal wrote to a run of this time, and this one cannot read it.");
        }
    }

    private static string Address(Period period) => $"/reports?from={Period.Text(period.From)}&to={Period.Text(period.To)}";
}
