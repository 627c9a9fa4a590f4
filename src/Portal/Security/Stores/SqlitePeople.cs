using System.Collections.Immutable;
using Dapper;
using Portal.Core.People;
using Portal.Storage;

namespace Portal.Security.Stores;

/// <summary>People as the database has them at the moment of each call.</summary>
/// <remarks>A storage fault throws <see cref="Core.Audit.LedgerUnavailableException"/>: whoever cannot be looked up may do nothing.</remarks>
public sealed class SqlitePeople(PortalDatabase database) : IPeople
{
    public Person? Find(UserId id) =>
        database.Read(connection => connection.QueryFirstOrDefault<PersonRow>($"{PersonRow.Select} WHERE id = @id", new { id = id.Value }))?.Person();

    public ImmutableArray<Person> All() =>
        [.. database.Read(connection => connection.Query<PersonRow>($"{PersonRow.Select} ORDER BY normalized_name").AsList()).Select(row => row.Person())];
}
