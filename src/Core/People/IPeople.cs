using System.Collections.Immutable;

namespace Portal.Core.People;

/// <summary>People as the store has them now; read anew at every call.</summary>
public interface IPeople
{
    /// <summary>Null when there is nobody with that id.</summary>
    Person? Find(UserId id);

    ImmutableArray<Person> All();
}
