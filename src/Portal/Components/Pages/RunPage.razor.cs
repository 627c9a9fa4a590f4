using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;
using Portal.Components.Approvals;
using Portal.Components.Runs;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>One run: what it waits for, its steps, the checks and the output of one of them, and what can be asked of it.</summary>
public sealed partial class RunPage : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private CancellationTokenSource _stop = new();
    private RunPictures? _pictures;
    private RunPicture? _run;
    private ArchivedPart? _archive;
    private Person? _person;
    private ImmutableArray<Offer> _offers = [];
    private string? _whyNotApprove;
    private bool _mayBreakGlass;
    private readonly WhomToCall _deciders = new();
    private string _announcement = "";
    private Reply.Refused? _refused;
    private string _written = "";
    private bool _busy;
    private bool _following;
    private string? _shownId;
    private string? _shownStep;
    private bool _reveal;

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "step")]
    public string? Step { get; set; }

    /// <summary>Which attempt of it; the newest when it is not given.</summary>
    [SupplyParameterFromQuery(Name = "attempt")]
    public int? Attempt { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IRunDesk Desk { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private StepId? Selected
    {
        get
        {
            var steps = _run!.State.Plan.Procedure.Steps;
            if (steps.FirstOrDefault(s => s.Id.Value == Step) is { } wished) return wished.Id;
            return (_run.State.Current ?? steps.LastOrDefault())?.Id;
        }
    }

    // A run that is under way does not say whether the pair is normal: it is not meant to be.
    private bool OffersWayBack => _run is { State: { Ended: true, StartedAt: not null } } && _run.Pair is { Run: null } pair && !Words.IsNormal(pair.Snapshot);

    protected override async Task OnParametersSetAsync()
    {
        if (_shownId == Id)
        {
            _reveal = _shownStep != Step && Step is not null;
            _shownStep = Step;
            return;
        }
        (_shownId, _shownStep) = (Id, Step);
        _stop.Cancel();
        _stop = new CancellationTokenSource();
        (_refused, _following) = (null, false);
        _pictures = new RunPictures(Archive, Feed, new RunId(Id));
        var who = (await Viewer).User;
        Show(_pictures.Now(), Callers.IdOf(who));
        _archive = _run is null ? Archive.ArchivedIn(new RunId(Id)) : null;
    }

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (_reveal) _ = Reveal();
        if (_following || _run is null) return;
        _following = true;
        _ = Follow(_pictures!, _stop.Token);
    }

    public void Dispose() => _stop.Cancel();

    // Where the list is long or stands below, the step that was chosen would be out of sight.
    private async Task Reveal()
    {
        _reveal = false;
        try
        {
            await Browser.InvokeVoidAsync("portal.reveal", "step");
        }
        catch (Exception fault) when (fault is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // It is in the page all the same.
        }
    }

    private Task Follow(RunPictures pictures, CancellationToken stop) => Following.Each(
        pictures.Follow(stop),
        async picture =>
        {
            await InvokeAsync(() =>
            {
                if (stop.IsCancellationRequested) return;
                Show(picture, _person?.Id);
                StateHasChanged();
            });
            await Task.Delay(Pace, Time, stop);
        },
        DispatchExceptionAsync, stop);

    private void Show(RunPicture? picture, UserId? viewer)
    {
        _run = picture;
        if (picture is null) return;
        _person = viewer is { } id ? People.Find(id) : null;
        _offers = RunOffers.For(picture.State, _person);
        _whyNotApprove = _person is null ? "You are not signed in." : Run.WhyNotApprove(picture.State, _person);
        _mayBreakGlass = _person is not null && Run.WhyNotBreakGlass(picture.State, _person) is null;
        _announcement = Announce(picture.State);
    }

    private static string Announce(RunState s)
    {
        if (s.Ended || s.Current is not { } step) return $"Run {Words.Of(s.Status)}.";
        return $"Step {s.Plan.NumberOf(step.Id)} of {s.Plan.Procedure.Steps.Length}, {step.Title}: {(s.Status == RunStatus.Running ? Looks.LookOf.Step(s.Steps[step.Id].Status).Word : Words.Of(s.Status))}.";
    }

    private Task Act(RunAction action)
    {
        var seen = _run!.State;
        return Ask(RunPrompts.For(action, seen), reason => RunPrompts.Command(action, seen, reason));
    }

    private Task Attest(Checked check) => Ask(
        RunPrompts.Attest(check),
        reason => by => new RunCommand.AttestFact(by, check.Guard.Id, reason));

    private async Task Ask(Prompt? prompt, Func<string, Func<Person, RunCommand.ByPerson>> command)
    {
        if (_busy || _person is null) return;
        _busy = true;
        var held = _run!.State.Hold;
        StateHasChanged();
        try
        {
            if (prompt is not null)
            {
                if (await ReasonDialog.Ask(Dialogs, prompt, _written) is not { } reason) return;
                _written = reason;
                // What was asked meanwhile, in another tab or by somebody else, is answered already; this reason was for something that is over.
                if (_run!.State.Ended || (held is not null && _run.State.Hold?.Since != held.Since))
                {
                    _refused = new Reply.Refused("The run went on while you were writing: what you were asked about is over.", "Look at where it stands now. Your reason is kept for the next question.");
                    return;
                }
            }
            _refused = await Desk.Ask(_person.Id, _run!.State.Id, command(_written), _stop.Token) as Reply.Refused;
            if (_refused is null) _written = "";
        }
        finally
        {
            _busy = false;
            StateHasChanged();
        }
    }

    private string Says() => _run!.State.Ended ? $"{Word(_run.State)}. {_run.Says}" : _run.Says;

    private static string Word(RunState s) => Looks.LookOf.Run(s.Status).Word is var word ? char.ToUpperInvariant(word[0]) + word[1..] : "";

    private UserId StartedBy() => _run!.Events.FirstOrDefault(e => e.Event is RunEvent.Started)?.Actor ?? _run.State.SetGoingBy ?? UserId.Portal;

    private string Name(UserId id) => People.NameOf(id);

    private string Href(StepId step) => $"/runs/{_run!.State.Id}?step={step}";

    private static bool InTheTop(RunAction action) => action is RunAction.Pause or RunAction.Abort;
}
