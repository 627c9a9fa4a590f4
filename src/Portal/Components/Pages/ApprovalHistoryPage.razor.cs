using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Components.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;

namespace Portal.Components.Pages;

/// <summary>Every decision on dangerous steps, newest first, by pair, person and result.</summary>
public sealed partial class ApprovalHistoryPage
{
    private const int PageSize = 50;
    private HistoryFilter _filter = new();
    private HistoryPage _page = new([], null);
    private ImmutableArray<Person> _people = [];
    private string? _unavailable;

    [SupplyParameterFromQuery(Name = "pair")]
    public string? Pair { get; set; }

    /// <summary>Key of the person.</summary>
    [SupplyParameterFromQuery(Name = "person")]
    public string? Person { get; set; }

    [SupplyParameterFromQuery(Name = "became")]
    public string? Became { get; set; }

    /// <summary>Only decisions before this place of the ledger.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    [Inject]
    private ApprovalHistory History { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override void OnParametersSet()
    {
        _filter = HistoryFilter.Read(Pair, Person, Became);
        _unavailable = null;
        try
        {
            _people = People.All();
            _page = History.Read(_filter, Before, PageSize);
        }
        catch (LedgerUnavailableException fault)
        {
            _unavailable = fault.Message;
        }
    }

    private static string? Value(ChangeEventArgs change) => change.Value?.ToString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    private void Go(HistoryFilter filter) => Navigation.NavigateTo($"/approvals/history{filter.Query}");

    private string Address(long? before) => before is null ? $"/approvals/history{_filter.Query}" : $"/approvals/history{_filter.Query}{(_filter.Query.Length == 0 ? "?" : "&")}before={before}";
}
