using Portal.Core.People;

namespace Portal.Security.Stores;

/// <summary>Roles by their names, in any case.</summary>
internal static class RoleName
{
    /// <summary>The role, or null when there is none of this name; a number names none.</summary>
    public static PortalRole? Parse(string name)
    {
        foreach (var role in Enum.GetValues<PortalRole>())
            if (string.Equals(role.ToString(), name, StringComparison.OrdinalIgnoreCase)) return role;
        return null;
    }

    /// <exception cref="InvalidOperationException">There is no such role: a bug of the caller.</exception>
    public static PortalRole Demand(string name) =>
        Parse(name) ?? throw new InvalidOperationException($"There is no role '{name}'; the roles are {string.Join(", ", Enum.GetNames<PortalRole>())}.");
}
