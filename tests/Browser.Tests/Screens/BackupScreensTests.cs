using Portal.Browser.Tests.People;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.Screens;

/// <summary>An Admin makes a backup and restores it on trial; each screen looked at by axe and walked through with the Tab key.</summary>
public sealed class BackupScreensTests(Chrome chrome) : ScreenCast(chrome)
{
    [Fact]
    public async Task A_backup_and_a_drill_at_the_press_of_a_button()
    {
        var folder = Path.Combine(Directory.CreateTempSubdirectory("pbb").FullName, "backups");
        await using var portal = await PortalProcess.Demo(Stop, ("Backup:Directory", folder));
        var two = await SignedIn(portal, "second.admin", portal.PasswordOf("second.admin"));
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
        await using var portal = await PortalProcess.Demo(Stop);
        var two = await SignedIn(portal, "second.admin", portal.PasswordOf("second.admin"));
        await two.Go("/audit/backups");
        await two.Page.GetByText("No backups are made.").WaitForAsync();
        await LookTwice(two, "no backups");
        AssertFine();
    }
}
