using System.Collections.Immutable;

namespace Portal.Components.Help;

/// <summary>One thing that the keyboard does on every page.</summary>
/// <param name="Keys">As JavaScript names them, one after the other, with a space between: 'g p'.</param>
/// <param name="Does">For people.</param>
/// <param name="Go">Address that it leads to; null for what portal.js does itself, by the name in <paramref name="Act"/>.</param>
/// <param name="Act">'help', 'search' or 'close'; null where it leads somewhere.</param>
public sealed record Shortcut(string Keys, string Does, string? Go = null, string? Act = null);

/// <summary>The one list of shortcuts: it is shown to people, and portal.js acts by what is shown.</summary>
public static class Shortcuts
{
    public static readonly ImmutableArray<Shortcut> All =
    [
        new("?", "Show these shortcuts", Act: "help"),
        new("/", "Search on this page, where it has a search field", Act: "search"),
        new("g p", "Go to Pairs", Go: "/"),
        new("g r", "Go to Runs", Go: "/runs"),
        new("g a", "Go to Approvals", Go: "/approvals"),
        new("g u", "Go to Audit", Go: "/audit"),
        new("g h", "Go to Help", Go: "/help"),
        new("Escape", "Close a dialog or menu", Act: "close"),
    ];
}
