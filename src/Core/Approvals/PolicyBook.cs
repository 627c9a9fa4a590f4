using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Approvals;

/// <summary>A change of the policy that waits for a second Admin.</summary>
/// <param name="Reason">Why, as the person wrote it.</param>
public sealed record PolicyProposal(ApprovalPolicy Policy, UserId By, DateTimeOffset At, string Reason)
{
    /// <summary>SHA-256 over the canonical JSON of the policy, hex: what the second Admin agrees to.</summary>
    public string Digest => Digests.Of(CanonicalJson.Of(RunJson.Write(Policy)));

    /// <summary>Short code shown to both people.</summary>
    public string Code => ShortCode.Of(Digest);
}

/// <summary>The approval policy as its stream of the ledger tells it: what counts, and what waits to count. It takes two people to change it.</summary>
/// <param name="Entries">Number of entries read: the version of the stream.</param>
public sealed record PolicyBook(ApprovalPolicy Now, PolicyProposal? Proposed, long Entries)
{
    public const string ProposedKind = "policy.proposed";
    public const string AcceptedKind = "policy.accepted";
    public const string RejectedKind = "policy.rejected";

    public static readonly StreamId Stream = new("policy");

    /// <summary>Nobody has said anything.</summary>
    public static readonly PolicyBook Empty = new(ApprovalPolicy.Initial, null, 0);

    public static PolicyBook Of(IEnumerable<LedgerEntry> stream) => stream.Aggregate(Empty, (book, entry) => (entry.Kind, book.Proposed) switch
    {
        (ProposedKind, _) when RunJson.Read<Proposal>(entry.Data) is var said => book with { Proposed = new(said.Policy, entry.Actor, entry.At, said.Reason), Entries = book.Entries + 1 },
        (AcceptedKind, { } proposed) when RunJson.Read<Answer>(entry.Data).Digest == proposed.Digest => new(proposed.Policy, null, book.Entries + 1),
        (RejectedKind, _) => book with { Proposed = null, Entries = book.Entries + 1 },
        _ => book with { Entries = book.Entries + 1 },
    });

    /// <summary>Whether the policy that counts is the one that was proposed with this digest.</summary>
    public bool IsNow(string digest) => new PolicyProposal(Now, default, default, "").Digest == digest;

    /// <summary>What a proposal of these rules would be; its version follows the one that counts.</summary>
    public ApprovalPolicy Next(ApprovalPolicy wish) => wish with { Version = Now.Version + 1 };

    /// <summary>Why a person may not propose a change; null when they may.</summary>
    public string? WhyNotPropose(Person? person) => person switch
    {
        _ when person.Lacks(PortalRole.Admin) is { } unfit => unfit,
        _ when Proposed is not null => "Another change waits for a second Admin.",
        _ => null,
    };

    /// <summary>Why a person may not let the proposed change count; null when they may.</summary>
    public string? WhyNotAccept(Person? person, string digest) => person switch
    {
        _ when person.Lacks(PortalRole.Admin) is { } unfit => unfit,
        _ when Proposed is null => "No change of the policy waits.",
        _ when Proposed.Digest != digest => "What you saw is not what is proposed now.",
        _ when Proposed.By == person!.Id => $"{person.Name} proposed it: a change of the policy takes a second Admin.",
        _ => null,
    };

    /// <summary>Why a person may not refuse or take back the proposed change; null when they may.</summary>
    public string? WhyNotReject(Person? person, string digest) => person switch
    {
        _ when person.Lacks(PortalRole.Admin) is { } unfit => unfit,
        _ when Proposed is null => "No change of the policy waits.",
        _ when Proposed.Digest != digest => "What you saw is not what is proposed now.",
        _ => null,
    };

    public static NewEntry Propose(UserId by, ApprovalPolicy policy, string reason) => new(ProposedKind, by, RunJson.Write(new Proposal(policy, reason)));

    /// <param name="how">By what the person proved themselves: 'totp'.</param>
    public static NewEntry Accept(UserId by, string digest, string reason, string how) => new(AcceptedKind, by, RunJson.Write(new Answer(digest, reason, how)));

    public static NewEntry Reject(UserId by, string digest, string reason) => new(RejectedKind, by, RunJson.Write(new Answer(digest, reason)));

    private sealed record Proposal(ApprovalPolicy Policy, string Reason);

    private sealed record Answer(string Digest, string Reason, string? Proof = null);
}
