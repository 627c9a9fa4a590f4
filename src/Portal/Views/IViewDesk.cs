using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Runs;

namespace Portal.Views;

/// <summary>The one way to the views of the list that people keep; everybody has their own and sees no other's.</summary>
public interface IViewDesk
{
    /// <summary>By name; empty for who may not be in.</summary>
    /// <exception cref="Core.Audit.LedgerUnavailableException">The storage failed.</exception>
    ImmutableArray<SavedView> Of(UserId person);

    /// <summary>Keeps a view under a name that is not taken.</summary>
    /// <param name="name">1 to 40 characters; spaces around it are left off, capitals make no difference.</param>
    /// <param name="address">Of the list, with its query: '/?need=you', up to 1,000 characters.</param>
    Reply Save(UserId by, string name, string address);

    Reply Rename(UserId by, string name, string newName);

    Reply Delete(UserId by, string name);
}

/// <summary>A view that somebody keeps.</summary>
/// <param name="Address">Gives the view to anybody, also without the name.</param>
public sealed record SavedView(string Name, string Address);
