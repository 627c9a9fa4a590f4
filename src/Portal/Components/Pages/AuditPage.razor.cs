using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Audit;
using Portal.Components.Controls;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Live;
using Portal.Storage.Ledger;

namespace Portal.Components.Pages;

/// <summary>The ledger in sentences, newest first; what comes in meanwhile is counted, and moves nothing.</summary>
public sealed partial class AuditPage : IDisposable
{
    private const int PageSize = 50, MostNewer = 100, MostCounted = 2_000;
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _reading = new();
    private AuditFilter _filter = new();
    private LedgerCount? _count;
    private ImmutableArray<(LedgerEntry Entry, string Sentence)> _entries = [];
    private ImmutableArray<Person> _people = [];
    private RenderPace _pace = null!;
    private string? _unavailable;
    private long _seen;
    private int _newer;
    private long? _lookedTo;
    private bool _hasOlder, _hasNewer, _upwards, _loading;
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
    public string? BeforeText { get; set; }

    /// <summary>Those next after this place.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public string? AfterText { get; set; }

    /// <summary>Only the entry at this place.</summary>
    [SupplyParameterFromQuery(Name = "entry")]
    public string? Entry { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private ILedger Ledger { get; set; } = null!;

    [Inject]
    private LedgerExplorer Explorer { get; set; } = null!;

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

    private long? Before => Seq(BeforeText);

    private long? After => Before is null ? Seq(AfterText) : null;

    private string NewEntries => _newer switch { 1 => "1 new entry", >= MostNewer => $"{MostNewer} or more new entries", _ => $"{_newer} new entries" };

    private string HowMany => _count switch
    {
        null => "Text stands in no index: as many entries are searched as a page needs.",
        { IsMore: true } => $"More than {Number(MostCounted)} entries{Fit}",
        { Number: 1 } => $"1 entry{Fit}",
        { Number: var number } => $"{Number(number)} entries{Fit}",
    };

    private string Fit => !_filter.IsOn ? "" : _count is { Number: 1 } ? " fits" : " fit";

    private string Looked => $"{Number(LedgerExplorer.MostLookedAt)} entries were searched for the text, {(_upwards ? "up" : "down")} to entry {Number(_lookedTo ?? 0)}.";

    protected override void OnInitialized() => _pace = new RenderPace(Time, CountNewer, DispatchExceptionAsync, _stop.Token);

    protected override async Task OnParametersSetAsync()
    {
        _filter = AuditFilter.Read(Pair, Run, Person, Kind, From, Until, Text, Entry);
        await Load(Before, After);
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
        _reading.Cancel();
    }

    /// <summary>Reads a page away from the circuit; who may not read gets nothing, whatever the cookie says. Asked anew, the former query ends in its midst.</summary>
    private async Task Load(long? before, long? after)
    {
        await _reading.CancelAsync();
        _reading.Dispose();
        _reading = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var (stop, filter) = (_reading.Token, _filter);
        try
        {
            _may = Callers.IdOf((await Viewer).User) is { } id && People.Find(id) is { } person && AuditReaders.May(person);
            if (!_may)
            {
                (_entries, _people, _newer, _loading) = ([], [], 0, false);
                return;
            }
            _loading = true;
            var found = await Task.Run(() => Read(filter, before, after, stop), stop);
            if (stop.IsCancellationRequested) return;
            (_entries, _lookedTo, _hasOlder, _hasNewer, _count, _people, _seen) = (found.Entries, found.LookedTo, found.HasOlder, found.HasNewer, found.Count, found.People, found.Head);
            (_newer, _upwards, _unavailable, _loading) = (0, found.Upwards, null, false);
        }
        catch (OperationCanceledException)
        {
            // Another page is under way, or nobody looks any more.
        }
        catch (LedgerUnavailableException fault)
        {
            (_unavailable, _loading) = (fault.Message, false);
        }
    }

    private Found Read(AuditFilter filter, long? before, long? after, CancellationToken stop)
    {
        var head = Explorer.Ends().Last;
        var page = Explorer.Page(filter.Ask(before, after, PageSize + 1), stop);
        // Nearer to the top than a page: the newest page has these, too.
        if (after is not null && page.Entries.Length <= PageSize && page.LookedTo is null) (after, page) = (null, Explorer.Page(filter.Ask(null, null, PageSize + 1), stop));
        var entries = after is null ? page.Entries.Take(PageSize).ToImmutableArray() : page.Entries.TakeLast(PageSize).ToImmutableArray();
        var names = new LedgerNames(Ledger, People).Names;
        return new Found(
            [.. entries.Select(e => (e, AuditSentences.Of(e, names)))], page.LookedTo, Upwards: after is not null,
            HasOlder: after is null ? page.Entries.Length > PageSize : !entries.IsEmpty && Has(filter.Ask(entries[^1].Seq, null, 1), stop),
            HasNewer: after is not null || (before is not null && !entries.IsEmpty && Has(filter.Ask(null, entries[0].Seq, 1), stop)),
            filter.Words is null ? Explorer.Count(filter.Ask(null, null, 1), MostCounted, stop) : null, People.All(),
            before is null && after is null && !entries.IsEmpty ? Math.Max(head, entries[0].Seq) : head);
    }

    private bool Has(LedgerQuery query, CancellationToken stop) => Explorer.Page(query, stop) is { Entries.IsEmpty: false } or { LookedTo: not null };

    // On the ledger's own thread: asks for a count only.
    private void Appended(ImmutableArray<LedgerEntry> entries)
    {
        if (_may && entries.Any(e => (_filter.Person is null || e.Actor == _filter.Person) && (_filter.Kind is null || e.Kind.StartsWith(_filter.Kind, StringComparison.Ordinal)))) _pace.Ask();
    }

    private async Task CountNewer()
    {
        var (filter, seen) = (_filter, _seen);
        // The page has the newest one that fits, or is an older page: both count from what was there when it was read.
        var newer = await Task.Run(() => Newer(filter, seen), _stop.Token);
        await InvokeAsync(() =>
        {
            if (seen != _seen || filter != _filter || newer == _newer) return;
            _newer = newer;
            StateHasChanged();
        });
    }

    private int Newer(AuditFilter filter, long seen)
    {
        try
        {
            return filter.Entry is null ? Explorer.Page(filter.Ask(null, seen, MostNewer), _stop.Token).Entries.Length : 0;
        }
        catch (LedgerUnavailableException)
        {
            // Whoever loads the page is told; what is shown stays.
            return 0;
        }
    }

    private async Task Newest()
    {
        if (Before is not null || After is not null) Navigation.NavigateTo(Address());
        else await Load(null, null);
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

    // A search goes on in the direction that the page was turned in.
    private string Further(long place) => _upwards ? Address(after: place) : Address(before: place);

    private string Address(long? before = null, long? after = null)
    {
        var turn = before is { } b ? $"before={b.ToString(CultureInfo.InvariantCulture)}" : after is { } a ? $"after={a.ToString(CultureInfo.InvariantCulture)}" : null;
        return turn is null ? $"/audit{_filter.Query}" : $"/audit{_filter.Query}{(_filter.Query.Length == 0 ? "?" : "&")}{turn}";
    }

    // An address that somebody mistyped shows the newest.
    private static long? Seq(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : null;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Found(ImmutableArray<(LedgerEntry Entry, string Sentence)> Entries, long? LookedTo, bool Upwards, bool HasOlder, bool HasNewer, LedgerCount? Count, ImmutableArray<Person> People, long Head);
}
