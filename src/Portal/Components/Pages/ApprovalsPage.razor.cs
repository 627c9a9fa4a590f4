using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Approvals;
using Portal.Components.Runs;
using Portal.Core.People;
using Portal.Live;

namespace Portal.Components.Pages;

/// <summary>The desk of the second admins: what they may decide now, what waits for others, what was decided.</summary>
public sealed partial class ApprovalsPage : IDisposable
{
    private const int Past = 20;
    private readonly CancellationTokenSource _stop = new();
    private ImmutableSortedDictionary<string, Question> _questions = ImmutableSortedDictionary<string, Question>.Empty;
    private HistoryPage _decided = new([], null);
    private UserId? _viewer;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPairFeed Feed { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private ApprovalHistory History { get; set; } = null!;

    private Question[] Mine => [.. _questions.Values.Where(q => q.WhyNot is null).OrderBy(q => q.Asked.ExpiresAt)];

    private Question[] Others => [.. _questions.Values.Where(q => q is { WhyNot: not null, IsGiven: false }).OrderBy(q => q.Asked.ExpiresAt)];

    private Question[] Given => [.. _questions.Values.Where(q => q.IsGiven).OrderBy(q => q.Asked.ExpiresAt)];

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        foreach (var view in Feed.Now) Note(view);
        ReadDecided();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = Follow();
    }

    public void Dispose() => _stop.Cancel();

    private Task Follow() => Following.Each(
        Feed.Watch(_stop.Token),
        // Only what changes the desk is drawn: a hundred pairs publish far more often than anything is asked.
        view => _questions.GetValueOrDefault(view.Pair.Id.Value)?.Key == QuestionOf(view)?.Key ? Task.CompletedTask : InvokeAsync(() =>
        {
            Note(view);
            ReadDecided();
            StateHasChanged();
        }),
        DispatchExceptionAsync, _stop.Token);

    private void Note(PairView view)
    {
        var question = QuestionOf(view);
        _questions = question is null ? _questions.Remove(view.Pair.Id.Value) : _questions.SetItem(view.Pair.Id.Value, question);
    }

    // The viewer is looked up only where something is asked.
    private Question? QuestionOf(PairView view) => Question.Of(view, view.Run?.State.Asked is not null && _viewer is { } id ? People.Find(id) : null);

    private void ReadDecided() => _decided = History.Read(new HistoryFilter(), null, Past);

    private string Name(UserId id) => People.NameOf(id);

    private static string Count(int count) => count > 0 ? $"· {count}" : "";
}
