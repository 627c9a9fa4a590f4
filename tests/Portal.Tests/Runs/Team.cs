using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Tests.Runs;

/// <summary>A team in memory: one who operates, two who approve, one who left.</summary>
internal sealed class Team : IPeople
{
    private ImmutableDictionary<UserId, Person> _people = ImmutableDictionary<UserId, Person>.Empty;

    public Team()
    {
        Add(Operator, PortalRole.Operator);
        Add(Second, PortalRole.Approver, PortalRole.Operator);
        Add(Third, PortalRole.Approver);
    }

    public static UserId Operator { get; } = new("operator");
    public static UserId Second { get; } = new("second");
    public static UserId Third { get; } = new("third");

    public Person this[UserId id] => _people[id];

    public Person? Find(UserId id) => _people.GetValueOrDefault(id);

    public ImmutableArray<Person> All() => [.. _people.Values];

    public void Set(Person person) => _people = _people.SetItem(person.Id, person);

    private void Add(UserId id, params PortalRole[] roles) => Set(new Person(id, id.Value, Standing.Active, [.. roles]));
}
