using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Approvals;
using Portal.Components.Policy;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Live;
using Portal.Policies;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>The approval policy: everybody reads it, two Admins change it.</summary>
public sealed partial class PolicyPage
{
    private PolicyBook _book = PolicyBook.Empty;
    private UserId? _viewer;
    private bool _may;
    private ApprovalPolicy? _draft;
    private RuleDraft _rule = new();
    private string _reason = "", _answer = "";
    private string? _said;
    private Reply.Refused? _refused;
    private string _written = "";

    [SupplyParameterFromQuery(Name = "answer")]
    public string? Answer { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private PolicyDesk Desk { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private DecisionAnswers Answers { get; set; } = null!;

    [Inject]
    private IPairCatalog Pairs { get; set; } = null!;

    private string? WhyNotAccept => _book.Proposed is { } proposed && _viewer is { } id ? _book.WhyNotAccept(People.Find(id), proposed.Digest) : "Nothing waits.";

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        if (_viewer is { } id && Answers.Open(id, Answer) is { } answer) (_refused, _written) = (answer.Refused, answer.Written);
        Load();
    }

    private void Load()
    {
        _book = Desk.Read();
        _may = _viewer is { } id && People.Find(id)?.Has(PortalRole.Admin) == true;
    }

    private void Begin() => (_draft, _rule, _said, _refused) = (_book.Now, new RuleDraft(), null, null);

    private void Add(PolicyRule rule)
    {
        var next = _draft! with { Rules = _draft.Rules.Add(rule) };
        _refused = next.Faults().FirstOrDefault() is { } fault ? new Reply.Refused(fault, "Mend it in the form, then add it again.") : null;
        if (_refused is null) (_draft, _rule) = (next, new RuleDraft());
    }

    private void Remove(int at) => _draft = _draft! with { Rules = _draft.Rules.RemoveAt(at) };

    private void Propose() => Do(by => Desk.Propose(by, _draft!, _reason), "Proposed. It counts when another Admin accepts it; tell them the code.", () => (_draft, _reason) = (null, ""));

    private void Reject() => Do(by => Desk.Reject(by, _book.Proposed!.Digest, _answer), "The proposal is gone; the policy is as it was.", () => _answer = "");

    private void Do(Func<UserId, Reply> act, string done, Action after)
    {
        if (_viewer is not { } by) return;
        var reply = act(by);
        (_refused, _said) = (reply as Reply.Refused, reply is Reply.Done ? done : null);
        if (reply is Reply.Done) after();
        Load();
    }

    private string Name(UserId id) => People.NameOf(id);
}
