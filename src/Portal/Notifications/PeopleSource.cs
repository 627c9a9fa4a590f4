using System.Text.Json;
using Portal.Security.People;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Live;

namespace Portal.Notifications;

/// <summary>What changes of accounts have to tell: that one waits for a second Admin, and to its owner, that somebody else changed it.</summary>
internal sealed class PeopleSource(IPeople people) : INoticeSource
{
    private const string LinkMade = "person.reset-link-made";

    public bool Tells(string kind) => kind is "person.created" or "person.roles-changed" or "person.groups-changed" or "person.reactivated" or "person.password-changed" or LinkMade;

    public IEnumerable<Told> Of(LedgerEntry entry)
    {
        using var data = JsonDocument.Parse(entry.Data);
        if (data.RootElement.GetProperty("person").GetString() is not { } id || people.Find(new UserId(id)) is not { } person) yield break;
        if (entry.Kind == LinkMade && person.Standing == Standing.Active)
        {
            yield return new Told(
                Notice($"account/{person.Id}/link/{entry.Seq}", "A link to a new password of your account was made",
                [
                    $"{people.NameOf(entry.Actor)} made a link with which whoever has it chooses your password. It is not in this message: they hand it to you.",
                    "If you did not ask for it, tell another Admin at once.",
                ], "/account/security", "Open your account's security"),
                [person.Id]);
            yield break;
        }
        // The account as it is now: what was confirmed or taken away meanwhile waits for nobody.
        if (person.Standing != Standing.Active || person.Unconfirmed is not [.., var change]) yield break;
        var (what, by) = (LoneWords.Of(change, people.NameOf(change.By)), people.NameOf(change.By));
        yield return new Told(
            Notice($"account/{person.Id}/{change.Id}", $"A second Admin is asked: the account {person.Name}",
            [
                $"{what}: {person.Name}.",
                $"What it gave counts once another Admin has confirmed it. Speak to {person.Name}, not to {by}, before you do.",
            ], $"/people/{person.Id}/confirm", "Look at the change"),
            [.. people.All().Where(p => LoneChange.WhyNotConfirm(p, person) is null).Select(p => p.Id)]);
        if (change.Kind == LoneChangeKind.Password)
            yield return new Told(
                Notice($"account/{person.Id}/{change.Id}/owner", "Your account has a new password",
                [
                    $"{what}. Until a second Admin confirms it, your roles that act do not count.",
                    "If you did not ask for it, tell another Admin at once.",
                ], "/account/security", "Open your account's security"),
                [person.Id]);
    }

    private static Notice Notice(string key, string title, string[] lines, string path, string action) =>
        new(key, NoticeKind.Alert, NoticeText.Title(title), [.. lines.Select(line => NoticeText.Line(line))], path, action);
}
