using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Notifications;

/// <summary>What an entry of the ledger means to people. A new kind of event that has to reach somebody is one more source.</summary>
internal interface INoticeSource
{
    /// <summary>Whether entries of this kind are looked at; asked for every entry, so it has to be quick.</summary>
    bool Tells(string kind);

    /// <summary>What is to be told now; nothing when it is over already.</summary>
    IEnumerable<Told> Of(LedgerEntry entry);
}

/// <summary>A message with those whom it concerns.</summary>
/// <param name="People">In the order in which they are told. Who is deactivated, has no address or does not wish it is left out later.</param>
/// <param name="Question">Reminders follow until it is decided; null for anything else.</param>
internal sealed record Told(Notice Notice, ImmutableArray<UserId> People, OpenQuestion? Question = null);

/// <summary>A question to a second admin.</summary>
/// <param name="Digest">Names the question; see <see cref="Core.Approvals.ApprovalRequest"/>.</param>
internal sealed record OpenQuestion(RunId Run, string Digest, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt);
