using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Approvals;
using Portal.Components.Controls;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>One emergency, for whoever says afterwards whether it was right.</summary>
public sealed partial class ReviewPage : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private RenderPace _pace = null!;
    private RunRecord? _record;
    private GlassBreak? _broken;
    private UserId? _viewer;
    private string? _whyNot;
    private RefusedForm? _answer;
    private bool _listening;

    [Parameter]
    public string RunText { get; set; } = "";

    /// <summary>Of the question that was cut short.</summary>
    [Parameter]
    public string Digest { get; set; } = "";

    [SupplyParameterFromQuery(Name = "answer")]
    public string? Answer { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IRunArchive Archive { get; set; } = null!;

    [Inject]
    private IOpenReviews Reviews { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private DecisionAnswers Answers { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string PairName => Pairs.Find(_record!.State.Plan.Pair)?.Name ?? _record.State.Plan.Pair.Value;

    protected override void OnInitialized() => _pace = new RenderPace(Time, () => InvokeAsync(Reread), DispatchExceptionAsync, _stop.Token);

    protected override async Task OnParametersSetAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        _answer = _viewer is { } id ? Answers.Open(id, Answer) : null;
        Show();
    }

    // Not while prerendering: nobody would ever stop listening.
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _listening = true;
        Reviews.Changed += _pace.Ask;
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_listening) Reviews.Changed -= _pace.Ask;
    }

    private void Reread()
    {
        Show();
        StateHasChanged();
    }

    private void Show()
    {
        _record = Archive.Find(new RunId(RunText));
        _broken = _record?.State.GlassBreaks.FirstOrDefault(b => b.Digest == Digest);
        _whyNot = _broken is null ? null : Run.WhyNotReview(_broken, _viewer is { } id ? People.Find(id) : null);
    }

    private string Name(UserId id) => People.NameOf(id);
}
