using System.Security.Cryptography;
using Microsoft.Playwright;
using Portal.Browser.Tests.Portals;

namespace Portal.Browser.Tests.People;

/// <summary>The page behind the link that a first start prints.</summary>
internal static class SetUpPage
{
    /// <summary>Creates two people who hold every role, and gives back their passwords.</summary>
    public static async Task<(string First, string Second)> Create(Viewer at, PortalProcess portal, string first, string second)
    {
        await at.Page.GotoAsync(portal.SetUpLink.AbsoluteUri);
        var passwords = (First: NewPassword(), Second: NewPassword());
        foreach (var (group, name, password) in new[] { ("First person", first, passwords.First), ("Second person", second, passwords.Second) })
        {
            var fields = at.Page.GetByRole(AriaRole.Group, new() { Name = group, Exact = true });
            await fields.GetByLabel("Name").FillAsync(name);
            await fields.GetByLabel("Password").FillAsync(password);
        }
        await at.Press("Create both");
        await at.Page.GetByText("Both people were created.").WaitForAsync();
        return passwords;
    }

    private static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);
}
