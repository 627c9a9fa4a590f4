using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;
using Portal.Storage.Ledger;

namespace Portal.Security.People;

/// <summary>The one way to confirm what another Admin did to an account; refusals go into the ledger.</summary>
public sealed class ConfirmDesk(SqliteLedger ledger, SecurityJournal journal)
{
    /// <summary>Confirms changes of an account, so that what they gave counts. Those that the person made themselves go on waiting.</summary>
    /// <param name="seen">Ids of the changes that the person saw; a later one is not confirmed by this.</param>
    /// <param name="reason">1 to 500 characters: how the person knows that the change is right.</param>
    public Reply Confirm(UserId by, UserId whom, ImmutableArray<long> seen, string reason, FreshProof? proof)
    {
        try
        {
            var reply = Refusal(reason)
                ?? (proof is null ? No("Confirming takes a fresh credential, and there was none.", "Confirm on the account's page, with your credential.")
                : proof.Use(by, Purpose.Confirm(whom, seen)) is { } why ? No(why, "Load the page again, and prove yourself once more.")
                : ledger.Write(within => Confirm(within, by, whom, seen, reason.Trim(), proof.How.Word())));
            if (reply is Reply.Refused refused) journal.Refused(by, $"person.confirm {whom}", refused.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The change could not be recorded, so it was not made.", fault.Message);
        }
    }

    /// <summary>Confirms everything that waits for a person, on the word of whoever starts the portal on its machine: the way out when no other Admin is left.</summary>
    /// <returns>False when nobody has that name, or nothing waits.</returns>
    internal bool ConfirmAtStart(string name) => ledger.Write(within =>
    {
        var row = within.Connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE normalized_name = @name", new { name = name.Trim().ToUpperInvariant() }, within.Transaction);
        if (row?.Person() is not { Unconfirmed.IsEmpty: false } person) return false;
        Write(within, UserId.Portal, person, person.Unconfirmed, "Asked for in the configuration when the portal was started.", "access to the machine");
        return true;
    });

    private static Reply Confirm(LedgerTransaction within, UserId by, UserId whom, ImmutableArray<long> seen, string reason, string how)
    {
        if (Find(within, whom) is not { } person) return No("This person is not in the database.", "Load the page again.");
        if (LoneChange.WhyNotConfirm(Find(within, by), person) is { } why) return No(why, "Another Admin has to confirm it.");
        ImmutableArray<LoneChange> confirmed = [.. person.Unconfirmed.Where(c => c.By != by && seen.Contains(c.Id))];
        if (confirmed.IsEmpty) return No("The account has changed since you looked at it.", "Look at what waits now.");
        Write(within, by, person, confirmed, reason, how);
        return new Reply.Done();
    }

    private static void Write(LedgerTransaction within, UserId by, Person person, ImmutableArray<LoneChange> confirmed, string reason, string how)
    {
        LoneChanges.Confirm(within, confirmed);
        within.Append(PersonChanges.Stream, new NewEntry("person.confirmed", by, JsonSerializer.Serialize(new
        {
            person = person.Id.Value,
            name = person.Name,
            changes = confirmed.Select(c => new { kind = LoneChanges.Word(c.Kind), gave = c.Gave, by = c.By.Value, at = LedgerRow.Text(c.At) }),
            reason,
            proof = how,
        })));
    }

    // Within the write: whoever was demoted a moment ago confirms nothing.
    private static Person? Find(LedgerTransaction within, UserId id) =>
        within.Connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE id = @id", new { id = id.Value }, within.Transaction)?.Person();

    private static Reply.Refused? Refusal(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? No("A reason is missing.", "Say how you know that the change is right; it goes into the audit trail.")
        : reason.Length > Run.ReasonLength ? No($"The reason is {reason.Length} characters long.", $"Shorten it to {Run.ReasonLength} characters.")
        : null;

    private static Reply.Refused No(string why, string remedy) => new(why, remedy);
}
