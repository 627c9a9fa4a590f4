using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Components.Layout;
using Portal.Storage;
using Portal.Storage.Health;

namespace Portal.Tests.Components;

public sealed class StorageBannerTests : ControlContext
{
    private readonly StorageHealth _health;

    public StorageBannerTests() => Services.AddSingleton(_health = new StorageHealth(Time));

    [Fact]
    public void An_open_page_says_it_at_once_and_lets_it_go_at_once()
    {
        var page = Render<StorageBanner>(p => p.Add(b => b.IsSignedIn, true));
        Assert.Empty(page.FindAll("[role=alert]"));

        _health.Failed(new StorageFault("the disk is full", "Free space on the disk of /srv/portal.db."));
        page.WaitForAssertion(() => Assert.Contains("the disk is full", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        var text = page.Find("[role=alert]").TextContent;
        Assert.Contains("12:00:00", text, StringComparison.Ordinal);
        Assert.Contains("/srv/portal.db", text, StringComparison.Ordinal);
        Assert.Contains("goes away by itself", text, StringComparison.Ordinal);

        _health.Works();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alert]")));
    }

    [Fact]
    public void Who_is_not_in_learns_no_file()
    {
        _health.Failed(new StorageFault("the disk failed while an entry was being saved", "Check the disk of /srv/portal.db.", TroubleEnd.Restart));

        var text = Render<StorageBanner>().Find("[role=alert]").TextContent;

        Assert.DoesNotContain("/srv", text, StringComparison.Ordinal);
        Assert.Contains("until the portal was restarted", text, StringComparison.Ordinal);
    }
}
