using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Portal.Help;

/// <summary>Turns a Markdown file of the guide into a page. HTML within it is shown as text, never taken as HTML.</summary>
internal static class GuideText
{
    // The first page is the folder's README, as GitHub wants it.
    private const string FirstPage = "README";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoIdentifiers().Build();

    /// <param name="file">Path below docs/guide, without '.md'.</param>
    public static GuidePage Page(string file, string markdown)
    {
        var text = Markdown.Parse(markdown, Pipeline);
        var title = text.OfType<HeadingBlock>().FirstOrDefault(h => h.Level == 1)
            ?? throw new FormatException($"docs/guide/{file}.md begins without a title: write '# ...' in its first line.");
        text.Remove(title);
        var links = text.Descendants<LinkInline>().Where(IsOwn).ToArray();
        foreach (var link in links) link.Url = Address(file, link.Url!);
        foreach (var table in text.Descendants<Markdig.Extensions.Tables.Table>()) table.GetAttributes().AddClass("guide-table");
        return new GuidePage(PathOf(file), Plain(title), text.ToHtml(Pipeline),
            [.. text.OfType<HeadingBlock>().Where(h => h.Level == 2).Select(Plain)],
            [.. links.Select(link => link.Url!.Split('#')[0]).Distinct()]);
    }

    private static bool IsOwn(LinkInline link) => link.Url is { } url && url.Split('#')[0].EndsWith(".md", StringComparison.Ordinal) && !url.Contains("://", StringComparison.Ordinal);

    // 'reboot.md' and '../checks/in-sync.md' count from the file that they stand in.
    private static string Address(string from, string url)
    {
        var (path, anchor) = url.Split('#') is [var a, var b] ? (a, $"#{b}") : (url, "");
        var target = new Uri(new Uri($"guide:///{from}"), path).AbsolutePath.TrimStart('/');
        return GuidePage.AddressOf(PathOf(target[..^".md".Length])) + anchor;
    }

    private static string PathOf(string file) => file == FirstPage ? "" : file;

    private static string Plain(HeadingBlock heading) =>
        string.Concat(heading.Inline!.Descendants().Select(part => part switch { LiteralInline text => text.Content.ToString(), CodeInline code => code.Content, _ => "" }));
}
