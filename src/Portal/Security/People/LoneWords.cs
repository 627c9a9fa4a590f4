using Portal.Core.People;

namespace Portal.Security.People;

/// <summary>What one Admin did to an account, in words.</summary>
public static class LoneWords
{
    /// <param name="by">Name of the Admin.</param>
    public static string Of(LoneChange change, string by) => change.Kind switch
    {
        LoneChangeKind.Created => $"{by} made the account",
        LoneChangeKind.Roles => $"{by} gave the {(change.Gave.Length == 1 ? "role" : "roles")} {string.Join(", ", change.Gave)}",
        LoneChangeKind.Groups => $"{by} put the person into the {(change.Gave.Length == 1 ? "group" : "groups")} {string.Join(", ", change.Gave)}",
        LoneChangeKind.Password => $"A new password was set on the word of {by}",
        _ => $"{by} let the person in again",
    };
}
