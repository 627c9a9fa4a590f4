using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.People;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Notifications.People;

/// <summary>Addresses and wishes as the database has them at the moment of each call.</summary>
internal sealed class ReachStore(PortalDatabase database, TimeProvider clock)
{
    private const string Select = "SELECT person, address, wishes FROM notification_people";

    public ReachOf Of(UserId person) => database.Read(c => Of(c, null, person));

    /// <summary>Everybody who set something.</summary>
    public ImmutableDictionary<UserId, ReachOf> All() =>
        database.Read(c => c.Query<Row>(Select).AsList()).Select(row => row.Reach()).ToImmutableDictionary(reach => reach.Person);

    public static ReachOf Of(SqliteConnection connection, SqliteTransaction? transaction, UserId person) =>
        connection.QueryFirstOrDefault<Row>($"{Select} WHERE person = @person", new { person = person.Value }, transaction)?.Reach() ?? Unset(person);

    public void Save(LedgerTransaction within, ReachOf reach) => within.Connection.Execute("""
        INSERT INTO notification_people (person, address, wishes, changed_at) VALUES (@person, @Address, @wishes, @now)
        ON CONFLICT (person) DO UPDATE SET address = @Address, wishes = @wishes, changed_at = @now
        """, new { person = reach.Person.Value, reach.Address, wishes = Write(reach.Wishes), now = LedgerRow.Text(clock.GetUtcNow()) }, within.Transaction);

    /// <summary>Names of wishes in order, with commas between.</summary>
    public static string Write(ImmutableHashSet<NoticeWish> wishes) => string.Join(',', wishes.Order().Select(wish => wish.ToString()));

    /// <summary>What a person has who never set anything.</summary>
    public static ReachOf Unset(UserId person) => new(person, null, NoticeKinds.Usual);

    private sealed record Row
    {
        public string Person { get; init; } = "";
        public string? Address { get; init; }
        public string Wishes { get; init; } = "";

        // A wish that this version does not know is none.
        public ReachOf Reach() => new(new UserId(Person), Address,
            [.. Wishes.Split(',').Select(name => Enum.TryParse<NoticeWish>(name, out var wish) && Enum.IsDefined(wish) ? wish : (NoticeWish?)null).OfType<NoticeWish>()]);
    }
}
