using System.Collections.Immutable;
using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Views;

/// <summary>Keeps views in the portal's database; whether the person may be in is read at each call.</summary>
public sealed class ViewDesk(PortalDatabase database, IPeople people, TimeProvider time) : IViewDesk
{
    /// <summary>Most views of one person.</summary>
    public const int Most = 30;

    private const int NameLength = 40, AddressLength = 1000;

    public ImmutableArray<SavedView> Of(UserId person) =>
        MayBeIn(person)
            ? [.. database.Read(c => All(c, null, person)).OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase)]
            : [];

    public Reply Save(UserId by, string name, string address)
    {
        if (Unfit(name) is { } unfit) return unfit;
        if (!address.StartsWith("/?", StringComparison.Ordinal) || address.Any(char.IsControl)) return No("This is no view of the list.", "Filter, group or sort the list first.");
        if (address.Length > AddressLength) return No("This view has too many words and tags to be kept.", "Take some off.");
        return Change(by, (connection, transaction, all) =>
        {
            if (all.Count >= Most) return No($"You keep {Most} views already.", "Delete one that you no longer need.");
            if (Find(all, name) is { } taken) return No($"You keep a view called '{taken.Name}' already.", "Choose another name.");
            connection.Execute(
                "INSERT INTO saved_views (person, name, address, saved_at) VALUES (@person, @name, @address, @at)",
                new { person = by.Value, name = name.Trim(), address, at = LedgerRow.Text(time.GetUtcNow()) }, transaction);
            return new Reply.Done();
        });
    }

    public Reply Rename(UserId by, string name, string newName)
    {
        if (Unfit(newName) is { } unfit) return unfit;
        return Change(by, (connection, transaction, all) =>
        {
            if (Find(all, name) is not { } view) return Gone(name);
            if (Find(all, newName) is { } taken && taken != view) return No($"You keep a view called '{taken.Name}' already.", "Choose another name.");
            connection.Execute("UPDATE saved_views SET name = @newName WHERE person = @person AND name = @old", new { person = by.Value, old = view.Name, newName = newName.Trim() }, transaction);
            return new Reply.Done();
        });
    }

    public Reply Delete(UserId by, string name) => Change(by, (connection, transaction, all) =>
    {
        if (Find(all, name) is not { } view) return Gone(name);
        connection.Execute("DELETE FROM saved_views WHERE person = @person AND name = @name", new { person = by.Value, name = view.Name }, transaction);
        return new Reply.Done();
    });

    private Reply Change(UserId by, Func<SqliteConnection, IDbTransaction, List<SavedView>, Reply> change)
    {
        try
        {
            if (!MayBeIn(by)) return No("This account may not be in any more.", "Ask an Admin.");
            using var connection = database.Write();
            using var transaction = connection.BeginTransaction();
            var reply = change(connection, transaction, All(connection, transaction, by));
            if (reply is Reply.Done) transaction.Commit();
            return reply;
        }
        catch (SqliteException fault)
        {
            database.Forget();
            return No($"The storage failed, and your views are as they were: {fault.Message}", "Try again in a moment.");
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The storage failed, and your views are as they were.", fault.Message);
        }
    }

    private bool MayBeIn(UserId person) => people.Find(person) is { Standing: Standing.Active };

    private static List<SavedView> All(SqliteConnection connection, IDbTransaction? transaction, UserId person) =>
        connection.Query<SavedView>("SELECT name AS Name, address AS Address FROM saved_views WHERE person = @person", new { person = person.Value }, transaction).AsList();

    private static SavedView? Find(List<SavedView> all, string name) => all.Find(v => v.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    private static Reply? Unfit(string name) =>
        name.Trim() is { Length: >= 1 and <= NameLength } trimmed && !trimmed.Any(char.IsControl) ? null : No($"A view's name has 1 to {NameLength} characters.", "Write a short name.");

    private static Reply Gone(string name) => No($"You keep no view called '{name}'.", "Load the page again.");

    private static Reply No(string why, string remedy) => new Reply.Refused(why, remedy);
}
