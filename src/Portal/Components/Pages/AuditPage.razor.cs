using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Audit;
using Portal.Components.Controls;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Storage.Ledger;

namespace Portal.Components.Pages;

/// <summary>The ledger in sentences, newest first; what comes in meanwhile is counted, and moves nothing.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource _stop = new();
    private AuditFilter _filter = new();
    private ImmutableArray<StreamId> _streams;
    private ImmutableArray<(LedgerEntry Entry, string Sentence)> _entries = [];
    private ImmutableArray<Person> _people = [];
    private RenderPace _pace = null!;
    private string? _unavailable;
    private long _seen;
    private int _newer;
    private bool _more;
    private bool _may;
    private bool _checking;
    private bool _listening;

    [SupplyParameterFromQuery(Name = "pair")]
    public string? Pair { get; set; }

    [SupplyParameterFromQuery(Name = "run")]
    public string? Run { get; set; }

    /// <summary>Key of the person.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    /// <summary>Beginning of the kind.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "until")]
    public string? Until { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>Only entries before this place.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private ILedger Ledger { get; set; } = null!;

    [Inject]
    private LedgerWatch Watch { get; set; } = null!;

    [Inject]
    private LedgerProof Proofs { get; set; } = null!;

    [Inject]
    private IPairCatalog Catalog { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string NewEntries => _newer == 1 ? "1 new entry" : $"{_newer} new entries";

    protected override void OnInitialized() => _pace = new RenderPace(Time, () => InvokeAsync(StateHasChanged), DispatchExceptionAsync, _stop.Token);

    protected override async Task OnParametersSetAsync()
    {
        var who = (await Viewer).User;
        _filter = AuditFilter.Read(Pair, Run, Person, Kind, From, Until, Text);
        Load(Callers.IdOf(who));
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _listening = true;
        Watch.Appended += Appended;
    }

    public void Dispose()
    {
        if (_listening) Watch.Appended -= Appended;
        _stop.Cancel();
    }

    /// <summary>Reads a page; who may not read gets nothing, whatever the cookie says.</summary>
    private void Load(UserId? viewer)
    {
        (_entries, _newer, _unavailable) = ([], 0, null);
        try
        {
            _may = viewer is { } id && People.Find(id) is { } person && AuditReaders.May(person);
            if (!_may) return;
            _people = People.All();
            _streams = _filter.Streams(Ledger);
            _seen = Ledger.Head.Seq;
            var page = Ledger.Query(_filter.Ask(Ledger, Before, PageSize + 1));
            var names = new LedgerNames(Ledger, People).Names;
            _more = page.Length > PageSize;
            _entries = [.. page.Take(PageSize).Select(e => (e, AuditSentences.Of(e, names)))];
        }
        catch (LedgerUnavailableException fault)
        {
            _unavailable = fault.Message;
        }
    }

    // On the ledger's own thread: only counts.
    private void Appended(ImmutableArray<LedgerEntry> entries)
    {
        if (_filter.Pair is { } pair && entries.Any(e => e.Stream == Streams.Of(pair))) _streams = _filter.Streams(Ledger);
        var fitting = entries.Count(e => e.Seq > _seen && _filter.Has(e, _streams));
        if (fitting == 0 || !_may) return;
        Interlocked.Add(ref _newer, fitting);
        _pace.Ask();
    }

    private async Task Newest()
    {
        if (Before is not null) Navigation.NavigateTo(Address(null));
        else Load(Callers.IdOf((await Viewer).User));
    }

    private async Task VerifyChain()
    {
        if (_checking || Callers.IdOf((await Viewer).User) is not { } id || People.Find(id) is not { } person || !AuditReaders.May(person)) return;
        _checking = true;
        try
        {
            await Proofs.Check();
        }
        catch (LedgerUnavailableException fault)
        {
            _unavailable = fault.Message;
        }
        finally
        {
            _checking = false;
        }
    }

    private void Go(AuditFilter filter) => Navigation.NavigateTo($"/audit{filter.Query}");

    private string Address(long? before) => before is null ? $"/audit{_filter.Query}" : $"/audit{_filter.Query}{(_filter.Query.Length == 0 ? "?" : "&")}before={before}";
}
