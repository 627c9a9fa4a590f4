using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;

namespace Portal.Policies;

/// <summary>The approval policy, for whoever decides by it.</summary>
public interface IApprovalPolicies
{
    /// <summary>As it was last read here; for what is only shown.</summary>
    ApprovalPolicy Now { get; }

    /// <summary>Reads it from the ledger; for what is decided by it.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be read, so nothing may be decided by it.</exception>
    PolicyBook Read();
}

/// <summary>The one way to change the approval policy: one Admin proposes, another one accepts; refusals go into the ledger.</summary>
public sealed class PolicyDesk(ILedger ledger, IPeople people, SecurityJournal journal) : IApprovalPolicies
{
    private volatile PolicyBook _book = PolicyBook.Empty;
    private volatile bool _isRead;

    public ApprovalPolicy Now => _isRead ? _book.Now : Read().Now;

    public PolicyBook Read()
    {
        _book = PolicyBook.Of(ledger.Read(PolicyBook.Stream));
        _isRead = true;
        return _book;
    }

    /// <summary>Writes a change down; it counts when another Admin accepts it.</summary>
    /// <param name="wish">Its rules; the version is given by the book.</param>
    /// <param name="reason">1 to 500 characters.</param>
    public Reply Propose(UserId by, ApprovalPolicy wish, string reason) => Act("policy.propose", by, reason, (book, person, said) =>
    {
        if (book.WhyNotPropose(person) is { } why) return No(why, "Let an Admin accept or reject it first, or ask one.");
        if (wish.Faults().FirstOrDefault() is { } fault) return No(fault, "Mend the rule, then propose again. Nothing was written.");
        if (wish.Rules.SequenceEqual(book.Now.Rules)) return No("This is the policy that counts already.", "Change a rule first.");
        return Append(book, PolicyBook.Propose(by, book.Next(wish), said));
    });

    /// <summary>Lets the proposed change count, from the next step on; an open run is never asked for less than before.</summary>
    /// <param name="digest">Of the proposal that the person saw.</param>
    public Reply Accept(UserId by, string digest, string reason, FreshProof? proof) => Act("policy.accept", by, reason, (book, person, said) =>
        book.WhyNotAccept(person, digest) is { } why ? No(why, "Another Admin has to accept it; or load the page again.")
        : Unproven(by, digest, proof) ?? Append(book, PolicyBook.Accept(by, digest, said, proof!.How.Word())));

    /// <summary>Refuses the proposed change, or takes one's own back.</summary>
    /// <param name="digest">Of the proposal that the person saw.</param>
    public Reply Reject(UserId by, string digest, string reason) => Act("policy.reject", by, reason, (book, person, said) =>
        book.WhyNotReject(person, digest) is { } why ? No(why, "Load the page again.") : Append(book, PolicyBook.Reject(by, digest, said)));

    private static Reply.Refused? Unproven(UserId by, string digest, FreshProof? proof) =>
        proof is null ? No("Accepting takes a fresh credential, and there was none.", "Accept it on the page of the policy, with your credential.")
        : proof.Use(by, Purpose.Policy(digest)) is { } why ? No(why, "Load the page again, and prove yourself once more.") : null;

    /// <summary>How many people there are who satisfy these terms; too few means that nobody can ever approve.</summary>
    public int Fitting(ApprovalTerms terms) => people.All().Count(p => p.Has(PortalRole.Approver) && terms.Misses(p) is null);

    private Reply Act(string action, UserId by, string reason, Func<PolicyBook, Person?, string, Reply> act)
    {
        try
        {
            var reply = string.IsNullOrWhiteSpace(reason) ? No("A reason is missing.", "Say in a few words why; it goes into the audit trail.")
                : reason.Length > Run.ReasonLength ? No($"The reason is {reason.Length} characters long.", $"Shorten it to {Run.ReasonLength} characters.")
                : act(Read(), people.Find(by), reason.Trim());
            if (reply is Reply.Refused refused) journal.Refused(by, action, refused.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The change could not be recorded, so it was not made.", fault.Message);
        }
    }

    private Reply Append(PolicyBook book, NewEntry entry)
    {
        var appended = ledger.Append([new StreamAppend(PolicyBook.Stream, book.Entries, [entry])]);
        Read();
        return appended is Appended.Done ? new Reply.Done() : No("Somebody else changed the policy at the same moment.", "Look at it and try again.");
    }

    private static Reply.Refused No(string why, string remedy) => new(why, remedy);
}
