using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Stores;

/// <summary>Keeps the changes of accounts that wait for a second Admin. Written in the transaction of the change itself, by the store, so that no way of changing people goes past it.</summary>
internal static class LoneChanges
{
    /// <summary>As JSON within a row of people.</summary>
    public const string Column = """
        COALESCE((SELECT json_group_array(json_object('Id', c.id, 'Kind', c.kind, 'Gave', c.gave, 'By', c.made_by, 'At', c.at) ORDER BY c.id) FROM people_lone_changes c WHERE c.person = people.id), '[]')
        """;

    public static ImmutableArray<LoneChange> Read(string json) => json.Length <= 2 ? [] :
        [.. JsonSerializer.Deserialize<Row[]>(json)!.Select(row => new LoneChange(row.Id, KindOf(row.Kind), new UserId(row.By), LedgerRow.Time(row.At), Names(row.Gave)))];

    public static void Created(LedgerTransaction within, PersonRow person, CurrentActor actor, DateTimeOffset now)
    {
        if (actor.Word != UserId.Portal) Add(within, person.Id, LoneChangeKind.Created, [], actor.Word, now);
    }

    public static void Between(LedgerTransaction within, PersonRow before, PersonRow after, CurrentActor actor, DateTimeOffset now)
    {
        if (actor.Word != UserId.Portal)
        {
            var (roles, groups) = (after.RoleNames.Except(before.RoleNames).ToImmutableArray(), after.GroupNames.Except(before.GroupNames, StringComparer.Ordinal).ToImmutableArray());
            if (!roles.IsEmpty) Add(within, after.Id, LoneChangeKind.Roles, roles, actor.Word, now);
            if (!groups.IsEmpty) Add(within, after.Id, LoneChangeKind.Groups, groups, actor.Word, now);
            if (!before.Active && after.Active) Add(within, after.Id, LoneChangeKind.Reactivated, [], actor.Word, now);
            // One's own password is nobody else's doing.
            if (before.PasswordHash != after.PasswordHash && after.PasswordHash is not null && actor.Word.Value != after.Id) Add(within, after.Id, LoneChangeKind.Password, [], actor.Word, now);
        }
        // What was taken away again needs nobody's word.
        Forget(within, after, LoneChangeKind.Roles, after.RoleNames);
        Forget(within, after, LoneChangeKind.Groups, after.GroupNames);
    }

    /// <summary>Removes these, so that what they gave counts.</summary>
    public static void Confirm(LedgerTransaction within, IEnumerable<LoneChange> changes) =>
        within.Connection.Execute("DELETE FROM people_lone_changes WHERE id = @Id", changes.Select(c => new { c.Id }), within.Transaction);

    private static void Forget(LedgerTransaction within, PersonRow person, LoneChangeKind kind, ImmutableArray<string> has)
    {
        foreach (var change in Read(person.Unconfirmed).Where(c => c.Kind == kind && !c.Gave.Any(has.Contains))) Confirm(within, [change]);
    }

    private static void Add(LedgerTransaction within, string person, LoneChangeKind kind, ImmutableArray<string> gave, UserId by, DateTimeOffset now) => within.Connection.Execute(
        "INSERT INTO people_lone_changes (person, kind, gave, made_by, at) VALUES (@person, @kind, @gave, @by, @at)",
        new { person, kind = Word(kind), gave = string.Join(',', gave), by = by.Value, at = LedgerRow.Text(now) }, within.Transaction);

    /// <summary>As the ledger and the database have it; stable over releases.</summary>
    public static string Word(LoneChangeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    // A kind that this version does not know holds every role that acts.
    private static LoneChangeKind KindOf(string word) => Enum.GetValues<LoneChangeKind>().FirstOrDefault(kind => Word(kind) == word, LoneChangeKind.Created);

    private static ImmutableArray<string> Names(string gave) => [.. gave.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private sealed record Row(long Id, string Kind, string Gave, string By, string At);
}
