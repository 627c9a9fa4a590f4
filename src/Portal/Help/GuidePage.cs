using System.Collections.Immutable;

namespace Portal.Help;

/// <summary>One page of the guide, made from one Markdown file below docs/guide.</summary>
/// <param name="Path">Address below /help: 'checks/in-sync'; empty for the first page.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Html">What follows the title; plain elements, no scripts.</param>
/// <param name="Sections">The headings of the second order.</param>
/// <param name="Links">Addresses below /help that it leads to.</param>
public sealed record GuidePage(string Path, string Title, string Html, ImmutableArray<string> Sections, ImmutableArray<string> Links)
{
    /// <summary>'/help/checks/in-sync'.</summary>
    public string Address => AddressOf(Path);

    internal static string AddressOf(string path) => path.Length == 0 ? "/help" : $"/help/{path}";
}
