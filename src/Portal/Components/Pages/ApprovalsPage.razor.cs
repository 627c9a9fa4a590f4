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

    private Question[] Others => [.. _questions.Values.Where(q => q.WhyNot is not null).OrderBy(q => q.Asked.ExpiresAt)];

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
        view => _questions.GetValueOrDefault(view.Pair.Id.Value)?.Asked.Digest == Question.Of(view, null)?.Asked.Digest ? Task.CompletedTask : InvokeAsync(() =>
        {
            Note(view);
            ReadDecided();
            StateHasChanged();
        }),
        DispatchExceptionAsync, _stop.Token);

    private void Note(PairView view)
    {
        var question = Question.Of(view, _viewer is { } id ? People.Find(id) : null);
        _questions = question is null ? _questions.Remove(view.Pair.Id.Value) : _questions.SetItem(view.Pair.Id.Value, question);
    }

    private void ReadDecided() => _decided = History.Read(new HistoryFilter(), null, Past);

    private string Name(UserId id) => People.NameOf(id);

    private static string Count(int count) => count > 0 ? $"· {count}" : "";
}
