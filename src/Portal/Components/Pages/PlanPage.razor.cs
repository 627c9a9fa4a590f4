using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Portal.Components.Plans;
using Portal.Components.Runs;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>Makes a plan for a pair, shows all of it, and requests it.</summary>
public sealed partial class PlanPage : IDisposable
{
    // A draft looks through the pair's past runs; its verdicts need not be younger than this while somebody reads.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _stop = new();
    private PairView? _view;
    private Person? _person;
    private ImmutableArray<PackageRow> _rows = [];
    private PerServer<ImmutableHashSet<string>> _leaveOut = new([], []);
    private ProcedureKind _kind;
    private EndsOn _ends;
    private Plan? _draft;
    private Plan? _fresh;
    private PlanHistory _history = PlanHistory.None;
    private Reply<Plan>.Refused? _noDraft;
    private Reply.Refused? _refused;
    private RunId? _requested;
    private DateTimeOffset? _scanning;
    private string _reason = "";
    private bool _busy;
    private bool _isDeclared;

    private enum Then
    {
        Wait,
        Start,
    }

    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>Name of a <see cref="ProcedureKind"/>.</summary>
    [SupplyParameterFromQuery(Name = "procedure")]
    public string? Procedure { get; set; }

    /// <summary>'secondary': stay there.</summary>
    [SupplyParameterFromQuery(Name = "end")]
    public string? EndsThere { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IRunDesk Desk { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool Patches => _kind is ProcedureKind.A or ProcedureKind.B;

    private string? WhyNot => _person is { } p && p.Has(PortalRole.Operator) ? null : "Planning a run needs the Operator role; ask an Admin for it.";

    private Checked[] Failing => [.. _fresh!.Preflight.Where(c => !c.Holds)];

    // What is requested is what the person read, never what was found a moment ago.
    private bool HasMovedOn => _draft is not null && _fresh is not null && PlanDrafts.Compare(_draft) != PlanDrafts.Compare(_fresh);

    private string? WhyNotRequest => this switch
    {
        { _busy: true } => "",
        { _view.Run: not null } => "Another run holds this pair.",
        { _requested: not null } => "It was requested already.",
        { _scanning: not null } => "A scan is under way.",
        { HasMovedOn: true } => "Look at the new plan first.",
        _ when string.IsNullOrWhiteSpace(_reason) => "Write a reason.",
        _ => WhyNot,
    };

    protected override async Task OnParametersSetAsync()
    {
        if (Callers.IdOf((await Viewer).User) is { } id) _person = People.Find(id);
        if (Pairs.Find(new PairId(Id)) is not { } pair) return;
        _isDeclared = true;
        _kind = Enum.TryParse<ProcedureKind>(Procedure, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : ProcedureChoices.Preferred(pair);
        _ends = _kind == ProcedureKind.B && EndsThere == "secondary" ? EndsOn.Secondary : EndsOn.Primary;
        if (Feed.Find(pair.Id) is { } view) Show(view);
        await Draft();
        ShowFresh();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && _isDeclared) _ = Follow();
    }

    public void Dispose() => _stop.Cancel();

    private Task Follow() => Following.Each(
        Feed.Watch(new PairId(Id), _stop.Token),
        async view =>
        {
            await InvokeAsync(async () =>
            {
                Show(view);
                await Draft();
                if (_draft is null) ShowFresh();
                StateHasChanged();
            });
            await Task.Delay(Pace, Time, _stop.Token);
        },
        DispatchExceptionAsync, _stop.Token);

    private void Show(PairView view) => (_view, _rows) = (view, PackageRow.Of(view.Snapshot));

    // A person without the role asks nothing: the gate would write each refusal into the ledger.
    private async Task Draft()
    {
        if (_view is null || WhyNot is not null) return;
        switch (await Desk.Draft(_person!.Id, Wish, _stop.Token))
        {
            case Reply<Plan>.Done done:
                (_fresh, _noDraft) = (done.Value, null);
                break;
            case Reply<Plan>.Refused no:
                (_fresh, _draft, _noDraft) = (null, null, no);
                break;
        }
    }

    private PlanWish Wish => new(new PairId(Id), _kind, _ends, Patches ? _leaveOut : new([], []));

    private void ShowFresh()
    {
        _draft = _fresh;
        _history = _draft is null ? PlanHistory.None : PlanHistory.Of(_draft, Archive.Recent(_draft.Pair));
    }
}
