namespace Portal.Security.People;

/// <summary>What becomes of a password while a link to another one waits.</summary>
public enum OldPassword
{
    /// <summary>It opens until the link was used: nobody is kept out by a link that never arrives.</summary>
    StaysUntilThen,

    /// <summary>It opens nothing from now on, and its person is signed out everywhere: somebody else may know it.</summary>
    StopsNow,
}
