using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Stores;

/// <summary>Records in the ledger who was kept out and what was refused; never a password.</summary>
/// <remarks>Throws <see cref="LedgerUnavailableException"/> when it cannot: then let nobody in and do nothing.</remarks>
public sealed class SecurityJournal(SqliteLedger ledger)
{
    public static readonly StreamId Stream = new("security");

    private const int LongestName = 80, LongestText = 500;

    // Made at each start and kept nowhere: tries of one unknown name can be told to belong together, the name cannot be guessed back.
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <param name="typed">The name as typed; people type passwords there, so an unknown one is never kept.</param>
    /// <param name="known">Whose name it is, or null.</param>
    /// <param name="why">One sentence for the auditor: 'The password is wrong.'</param>
    /// <param name="from">Address that the person came from, as the server sees it.</param>
    public void SignInFailed(string typed, PortalUser? known, string why, string from) => Record("sign-in.failed", UserId.Portal, new
    {
        person = known?.Id,
        name = known is null ? $"unknown name {Mark(typed)}" : Cap(typed, LongestName),
        why = Cap(why, LongestText),
        from = Cap(from, LongestName),
    });

    /// <summary>Somebody sent a password with a link that counts no more, or never did; the link is not kept.</summary>
    public void LinkRefused(string from) =>
        Record("sign-in.failed", UserId.Portal, new { name = "somebody with a link", why = "The link was used or withdrawn, is too old, or is not known.", from = Cap(from, LongestName) });

    public void LockedOut(PortalUser person, string from) =>
        Record("sign-in.locked-out", UserId.Portal, new { person = person.Id, name = person.UserName, from = Cap(from, LongestName) });

    /// <param name="action">What was asked for: 'run.approve 20261122-K7F4Q B7'.</param>
    /// <param name="why">The sentence that the person was shown.</param>
    public void Refused(UserId person, string action, string why) =>
        Record("action.refused", person, new { person = person.Value, action = Cap(action, LongestText), why = Cap(why, LongestText) });

    private void Record(string kind, UserId actor, object data)
    {
        var entry = new NewEntry(kind, actor, JsonSerializer.Serialize(data));
        ledger.Write(within =>
        {
            within.Append(Stream, entry);
            return true;
        });
    }

    private string Mark(string typed) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(typed.ToUpperInvariant())).AsSpan(0, 4));

    private static string Cap(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
