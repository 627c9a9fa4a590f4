using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>An Admin makes a backup and restores it on trial; each screen looked at by axe and walked through with the Tab key.</summary>
public sealed class BackupScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbb").FullName;
    private PortalProcess _portal = null!;

    [Fact]
    public async Task A_backup_and_a_drill_at_the_press_of_a_button()
    {
        var folder = Path.Combine(_folder, "backups");
        _portal = await PortalProcess.Demo(Stop, ("Backup:Directory", folder));
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await two.Go("/audit/backups");
        await two.Press("Back up now");
        await two.Page.GetByText("The backup was made, and all of it read back.").WaitForAsync();
        await two.Press("Restore the newest on trial");
        await two.Page.GetByText("The drill passed").WaitForAsync();
        await LookTwice(two, "backups");
        await two.Shoot("backups");

        Assert.InRange(Directory.GetFiles(folder, "portal-*.db").Length, 1, 2);
        await two.Go("/audit");
        await two.Page.GetByText("The drill passed.").First.WaitForAsync();
        AssertFine();
    }

    [Fact]
    public async Task Without_a_folder_the_page_says_loudly_that_there_are_none()
    {
        _portal = await PortalProcess.Demo(Stop);
        var two = await SignedIn(_portal, "second.admin", _portal.PasswordOf("second.admin"));
        await two.Go("/audit/backups");
        await two.Page.GetByText("No backups are made.").WaitForAsync();
        await LookTwice(two, "no backups");
        AssertFine();
    }

    // After the browsers: one that loses its portal complains.
    private protected override async ValueTask End()
    {
        if (_portal is not null) await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
