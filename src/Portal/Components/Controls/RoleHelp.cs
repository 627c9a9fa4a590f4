using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Components.Controls;

/// <summary>Who can help somebody that lacks a role.</summary>
public static class RoleHelp
{
    private const int Named = 3;

    /// <summary>'first.admin or second.admin can give it to you, under People.' At most three names.</summary>
    public static string WhoGives(ImmutableArray<Person> people)
    {
        string[] admins = [.. people.Where(person => person.Has(PortalRole.Admin)).Select(person => person.Name).Order(StringComparer.OrdinalIgnoreCase)];
        return admins.Length switch
        {
            0 => "Nobody who could give it is active: whoever runs the portal has to help.",
            1 => $"{admins[0]} can give it to you, under People.",
            <= Named => $"{string.Join(", ", admins[..^1])} or {admins[^1]} can give it to you, under People.",
            _ => $"{string.Join(", ", admins[..Named])} or another Admin can give it to you, under People.",
        };
    }
}
