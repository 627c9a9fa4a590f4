using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Components.Pages;

namespace Portal.Tests.Pages;

public sealed class SavedViewTests
{
    [Fact]
    public async Task What_is_shown_is_kept_under_a_name_and_is_then_the_current_view()
    {
        await using var stage = Stage("/?need=updates&group=tag&closed=erp");
        var page = stage.Context.Render<PairsPage>();
        Assert.Empty(page.FindAll(".views"));

        await Press(page, "Save view");
        await Named(page, "Night watch");

        Assert.Equal([("All pairs", "/"), ("Night watch", "/?need=updates&group=tag")], page.FindAll(".views a").Select(a => (a.TextContent, a.GetAttribute("href")!)));
        Assert.Equal("Night watch", page.Find(".views a[aria-current]").TextContent);
        Assert.Equal(["Rename view", "Delete view"], page.FindAll(".tools button").Select(b => b.TextContent));
    }

    [Fact]
    public async Task A_view_that_was_kept_is_renamed_deleted_and_had_back()
    {
        await using var stage = Stage("/?need=updates");
        stage.Views.Save(Story.Vera.Id, "Patch", "/?need=updates");
        var page = stage.Context.Render<PairsPage>();

        await Press(page, "Rename view");
        await Named(page, "Patch day");
        Assert.Equal("Patch day", page.Find(".views a[aria-current]").TextContent);

        await Press(page, "Delete view");
        Assert.Empty(stage.Views.Of(Story.Vera.Id));
        Assert.Contains("Deleted 'Patch day'.", page.Find("[role=status].said").TextContent);
        await Press(page, "Undo");
        Assert.Equal("Patch day", page.Find(".views a[aria-current]").TextContent);
        Assert.Empty(page.FindAll("[role=status].said"));
    }

    [Fact]
    public async Task A_refusal_says_why_and_leaves_the_field_as_it_is()
    {
        await using var stage = Stage("/?need=updates");
        stage.Views.Save(Story.Vera.Id, "Patch", "/?q=erp");
        var page = stage.Context.Render<PairsPage>();

        await Press(page, "Save view");
        await Named(page, "Patch");
        Assert.Contains("called 'Patch' already", page.Find("[role=alert]").TextContent);
        Assert.NotNull(page.Find("#view-name"));

        await page.Find("#view-name").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        Assert.Empty(page.FindAll("#view-name, [role=alert]"));
    }

    [Fact]
    public async Task All_pairs_in_the_usual_order_are_no_view_to_keep()
    {
        await using var stage = Stage("/");

        Assert.Empty(stage.Context.Render<PairsPage>().FindAll(".tools button"));
    }

    private static PageStage Stage(string address)
    {
        var stage = new PageStage(Story.Vera, Story.Planned());
        stage.Context.Renderer.SetRendererInfo(new RendererInfo("Server", true));
        stage.Navigation.NavigateTo(address);
        return stage;
    }

    private static Task Press(IRenderedComponent<PairsPage> page, string button) =>
        page.FindAll(".tools button").Single(b => b.TextContent == button).ClickAsync(new MouseEventArgs());

    private static async Task Named(IRenderedComponent<PairsPage> page, string name)
    {
        await page.Find("#view-name").InputAsync(new ChangeEventArgs { Value = name });
        await page.Find("form.name").SubmitAsync();
    }
}
