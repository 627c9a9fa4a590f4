using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Approvals;
using Portal.Components.Runs;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>One question to the second admin: exactly what, what is true now, and who may answer.</summary>
public sealed partial class DecisionPage : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private CancellationTokenSource _stop = new();
    private bool _isFollowing;
    private RunPictures? _pictures;
    private RunPicture? _run;
    private ApprovalRequest? _asked;
    private UserId? _viewer;
    private string? _whyNot;
    private bool _mayBreakGlass;
    private RefusedForm? _answer;
    private readonly WhomToCall _deciders = new();
    private string? _opened;

    [Parameter]
    public string RunText { get; set; } = "";

    [Parameter]
    public string StepText { get; set; } = "";

    [SupplyParameterFromQuery(Name = "answer")]
    public string? Answer { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private DecisionAnswers Answers { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private Step? Definition => _run?.State.Plan.Procedure.Steps.FirstOrDefault(s => s.Id.Value == StepText);

    private ApprovalRequest? AskedNow => _run is { AwaitsApproval: true } && _run.State.Asked!.Step.Value == StepText ? _run.State.Asked : null;

    // What is decided on stays what the person read: a new question is shown only when they ask for it.
    private bool HasMovedOn => _asked is not null && AskedNow?.Digest != _asked.Digest;

    protected override async Task OnParametersSetAsync()
    {
        var who = (await Viewer).User;
        if (_opened == $"{RunText}/{StepText}/{Answer}") return;
        _opened = $"{RunText}/{StepText}/{Answer}";
        _viewer = Callers.IdOf(who);
        _answer = _viewer is { } id ? Answers.Open(id, Answer) : null;
        _stop.Cancel();
        _stop = new CancellationTokenSource();
        _isFollowing = false;
        _pictures = new RunPictures(Archive, Feed, new RunId(RunText));
        (_asked, _mayBreakGlass) = (null, false);
        Show(_pictures.Now());
        _asked = AskedNow;
    }

    // Not while prerendering: nobody would ever stop following.
    protected override void OnAfterRender(bool firstRender)
    {
        if (_isFollowing || _run is null) return;
        _isFollowing = true;
        _ = Follow(_pictures!, _stop.Token);
    }

    public void Dispose() => _stop.Cancel();

    private Task Follow(RunPictures pictures, CancellationToken stop) => Following.Each(
        pictures.Follow(stop),
        async picture =>
        {
            await InvokeAsync(() =>
            {
                if (stop.IsCancellationRequested) return;
                Show(picture);
                _asked ??= AskedNow;
                StateHasChanged();
            });
            await Task.Delay(Pace, Time, stop);
        },
        DispatchExceptionAsync, stop);

    private void Show(RunPicture? picture)
    {
        _run = picture;
        if (picture is null) return;
        var person = _viewer is { } id ? People.Find(id) : null;
        _whyNot = person is null ? "Your account does not exist any more." : Run.WhyNotApprove(picture.State, person);
        // While what is shown has moved on, a form that is being filled in stays: it says so and cannot be sent.
        _mayBreakGlass = person is not null && (Run.WhyNotBreakGlass(picture.State, person) is null || (_mayBreakGlass && HasMovedOn && person.Has(PortalRole.BreakGlass)));
    }

    private string WrittenIn(string form) => _answer is { } refused && refused.Form == form ? refused.Written : "";

    private void LookAgain()
    {
        _asked = AskedNow;
        _answer = null;
    }

    private string MovedOn() => AskedNow is { } now
        ? $"What was asked has changed{(now.Marks is { } marks ? BoundMarks.Changed(_asked?.Marks, marks) : "")}. The code is now {now.Code}. Look at it before you decide."
        : "This is not asked any more: it was decided, it became void, or the run went on.";

    private string Name(UserId id) => People.NameOf(id);
}
