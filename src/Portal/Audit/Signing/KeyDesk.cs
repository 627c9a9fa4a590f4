using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Signing;

/// <summary>The one way to another signing key; refusals go into the ledger.</summary>
public sealed class KeyDesk(SqliteLedger ledger, CheckpointStore store, Lazy<Signer> signer, SecurityJournal journal, ILogger<KeyDesk> log)
{
    /// <summary>Every key that signed, the first one first.</summary>
    /// <exception cref="LedgerUnavailableException">The storage failed.</exception>
    public ImmutableArray<SigningKey> Keys => store.Keys();

    /// <summary>Whether a person has put another key in the place of this one already.</summary>
    internal bool WasReplacedBy(UserId by, string key)
    {
        if (ledger.Newest(CheckpointStore.Stream, "audit.key-rotated", by) is not { } entry) return false;
        using var data = JsonDocument.Parse(entry.Data);
        return data.RootElement.GetProperty("vouchedBy").GetString() == key;
    }

    /// <summary>Puts a new key in the place of the one that signs now, which vouches for it.</summary>
    /// <param name="seen">Id of the key that the person saw as the one that signs.</param>
    /// <param name="reason">1 to 500 characters.</param>
    public Reply Rotate(UserId by, string seen, string reason, FreshProof? proof)
    {
        try
        {
            var reply = Refusal(reason)
                ?? (proof is null ? No("A new key takes a fresh credential, and there was none.", "Make it on the page of the signing key, with your credential.")
                : proof.Use(by, Purpose.Rotate(seen)) is { } why ? No(why, "Load the page again, and prove yourself once more.")
                : signer.Value.Rotate(key => ledger.Write(within => Record(within, by, seen, key, reason.Trim(), proof.How.Word()))));
            if (reply is null) return new Reply.Done();
            journal.Refused(by, $"audit.rotate {seen}", reply.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("Whether the new key was recorded is not known; the old one signs on until it is.", fault.Message);
        }
        catch (StorageRefusedException fault)
        {
            return No("No new key was made; the old one signs on.", fault.Message);
        }
        catch (IOException fault)
        {
            // The ledger knows it, and it signs: only its file stands beside its place.
            log.LogWarning("The new signing key stands beside the old one, its file's name ending with .next, until the next start puts it in place. {Why}", fault.Message);
            return new Reply.Done();
        }
    }

    // Within the write: whoever was demoted a moment ago makes no key.
    private static Reply.Refused? Record(LedgerTransaction within, UserId by, string seen, SigningKey key, string reason, string proof)
    {
        var row = within.Connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE id = @id", new { id = by.Value }, within.Transaction);
        if (row?.Person().Has(PortalRole.Admin) != true) return No("Only an Admin makes a new signing key.", "Ask an Admin.");
        if (key.VouchedBy != seen) return No("Another key signs by now.", "Look at it; it may be what you wanted.");
        CheckpointStore.Add(within, key, by, reason, proof);
        return null;
    }

    private static Reply.Refused? Refusal(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? No("A reason is missing.", "Say why there is to be a new key; it goes into the audit trail.")
        : reason.Length > Run.ReasonLength ? No($"The reason is {reason.Length} characters long.", $"Shorten it to {Run.ReasonLength} characters.")
        : null;

    private static Reply.Refused No(string why, string remedy) => new(why, remedy);
}
