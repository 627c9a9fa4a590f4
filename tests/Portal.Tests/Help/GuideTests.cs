using Portal.Components.Help;
using Portal.Core.Procedures;
using Portal.Help;

namespace Portal.Tests.Help;

public sealed class GuideTests
{
    private static readonly string[] CheckSections = ["Why it matters", "What it says", "What to do"];
    private static readonly string[] StepSections = ["Why it matters", "When it is done", "What users notice", "What makes it fail", "What to do"];

    [Fact]
    public void Every_check_has_its_explanation_and_none_is_left_over() => Explained(typeof(Guard), "checks/", CheckSections);

    [Fact]
    public void Every_kind_of_step_has_its_explanation_and_none_is_left_over() => Explained(typeof(StepAction), "steps/", StepSections);

    [Fact]
    public void Every_link_leads_to_a_page_and_every_page_is_reached_from_the_first()
    {
        Assert.All(Guide.All, page => Assert.All(page.Links, link => Assert.Contains(Guide.All, other => other.Address == link)));

        var first = Guide.Find("")!;
        Assert.Equal(Guide.All.Where(page => page != first).Select(page => page.Address).Order(), first.Links.Order());
    }

    [Fact]
    public void A_check_says_pass_fail_and_not_known()
    {
        foreach (var key in Guide.KeysOf(typeof(Guard)))
        {
            var html = Guide.Find($"checks/{key}")!.Html;
            Assert.All(new[] { "Pass:", "Fail:", "Not known:" }, word => Assert.Contains($"<strong>{word}</strong>", html, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_guard_and_a_step_lead_to_their_own_pages()
    {
        Assert.Equal("/help/checks/in-sync", Guide.Of(new Guard.InSync()));
        Assert.Equal("/help/steps/reboot", Guide.Of(new StepAction.Reboot(Core.Pairs.Identity.Primary)));
    }

    [Fact]
    public void Html_in_a_page_is_text()
    {
        var page = GuideText.Page("x", "# Title\n<script>alert(1)</script>\n\n[here](checks/in-sync.md#why) and [there](https://example.com/a.md)");

        Assert.DoesNotContain("<script", page.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/help/checks/in-sync#why\"", page.Html, StringComparison.Ordinal);
        Assert.Equal(["/help/checks/in-sync"], page.Links);
    }

    [Fact]
    public void Links_count_from_the_file_that_they_stand_in()
    {
        var page = GuideText.Page("steps/reboot", "# Title\n[a](switchover.md) [b](../checks/in-sync.md) [c](../README.md)");

        Assert.Equal(["/help/steps/switchover", "/help/checks/in-sync", "/help"], page.Links);
    }

    [Fact]
    public void No_shortcut_is_taken_twice_and_each_does_one_thing()
    {
        Assert.Equal(Shortcuts.All.Length, Shortcuts.All.Select(s => s.Keys).Distinct().Count());
        Assert.All(Shortcuts.All, s => Assert.True(s.Go is null != s.Act is null, s.Keys));
        // A key that begins a sequence does nothing by itself.
        Assert.All(Shortcuts.All.Where(s => s.Keys.Contains(' ')), s => Assert.DoesNotContain(Shortcuts.All, other => other.Keys == s.Keys.Split(' ')[0]));
    }

    [Fact]
    public void What_a_shortcut_does_stands_in_the_script()
    {
        var script = File.ReadAllText(Path.Combine(Repository.TopLevel, "wwwroot", "js", "keys.js"));
        Assert.All(Shortcuts.All.Where(s => s.Act is not null), s => Assert.Contains($"        {s.Act}: ", script, StringComparison.Ordinal));
    }

    private static void Explained(Type union, string folder, string[] sections)
    {
        Assert.Equal(Guide.KeysOf(union).Select(key => folder + key).Order(), Guide.All.Select(page => page.Path).Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Order());
        foreach (var key in Guide.KeysOf(union))
        {
            var page = Guide.Find(folder + key)!;
            Assert.True(sections.SequenceEqual(page.Sections), $"{page.Path} has the sections {string.Join(", ", page.Sections)}");
        }
    }
}
