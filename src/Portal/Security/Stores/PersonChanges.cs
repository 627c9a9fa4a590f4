using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>What happened to a person, told from the rows before and after; never a password or its hash.</summary>
internal static class PersonChanges
{
    public static readonly StreamId Stream = new("people");

    public static NewEntry Created(PersonRow person, UserId actor) =>
        Entry("person.created", actor, new { person = person.Id, name = person.Name, roles = person.RoleNames });

    /// <summary>One entry for each thing that changed; none for what concerns nobody (stamps, the normalized name).</summary>
    public static IEnumerable<NewEntry> Between(PersonRow before, PersonRow after, UserId actor, DateTimeOffset now)
    {
        if (before.Name != after.Name)
            yield return Entry("person.renamed", actor, new { person = after.Id, from = before.Name, to = after.Name });
        if (before.Roles != after.Roles)
            yield return Entry("person.roles-changed", actor, new { person = after.Id, name = after.Name, from = before.RoleNames, to = after.RoleNames });
        if (before.Groups != after.Groups)
            yield return Entry("person.groups-changed", actor, new { person = after.Id, name = after.Name, from = before.GroupNames, to = after.GroupNames });
        if (before.Active != after.Active)
            yield return Entry(after.Active ? "person.reactivated" : "person.deactivated", actor, new { person = after.Id, name = after.Name });
        if (before.PasswordHash != after.PasswordHash)
            yield return Entry(after.PasswordHash is null ? "person.password-stopped" : "person.password-changed", actor, new { person = after.Id, name = after.Name });
        if (before.LockoutEnabled != after.LockoutEnabled)
            yield return Entry(after.LockoutEnabled ? "person.lockout-enabled" : "person.lockout-disabled", actor, new { person = after.Id, name = after.Name });
        if (before.LockoutEnd == after.LockoutEnd) yield break;
        if (after.LockedUntil > now)
            yield return Entry("person.locked-out", actor, new { person = after.Id, name = after.Name, until = after.LockoutEnd });
        else if (before.LockedUntil > now)
            yield return Entry("person.unlocked", actor, new { person = after.Id, name = after.Name });
    }

    private static NewEntry Entry(string kind, UserId actor, object data) => new(kind, actor, JsonSerializer.Serialize(data));
}
