using Microsoft.AspNetCore.Components;
using Portal.Core.Pairs;

namespace Portal.Components.Pairs;

/// <summary>Roles and direction of replication as a small drawing, with the words for those who do not see it.</summary>
/// <remarks>Markup in one piece, because a list has many; nothing in it comes from outside.</remarks>
public static class RoleGlyphs
{
    public static MarkupString Of(PairSnapshot p)
    {
        var arrow = p.Active switch
        {
            Identity.Primary => "→",
            Identity.Secondary => "←",
            _ => PairShown.BothActive(p) ? "≠" : "?",
        };
        return new MarkupString(
            $"<span class=\"roles-of\">{Server(p, p.Primary, "P")}<span class=\"arr{(p.Active is null ? " none" : "")}\" aria-hidden=\"true\">{arrow}</span>" +
            $"{Server(p, p.Secondary, "S")}<span class=\"visually-hidden\">{PairShown.Roles(p)}</span></span>");
    }

    private static string Server(PairSnapshot p, ServerSnapshot server, string letter)
    {
        // Filled and marked, so that active is told without the colour.
        var (css, mark) = server switch
        {
            { Reach: { IsKnown: true, Value: Reachability.Unreachable } } => ("down", "✕ "),
            { Role: { IsKnown: true, Value: Role.Active } } => ("act", "● "),
            { Role.IsKnown: false } => ("unk", "? "),
            _ => ("", ""),
        };
        return $"<span class=\"srv {(PairShown.BothActive(p) ? "both" : css)}\" aria-hidden=\"true\">{mark}{letter}</span>";
    }
}
