using System.Net;

namespace Portal.Bench.Portals;

/// <summary>Signs a person in.</summary>
internal static class SignIn
{
    /// <returns>The cookies that prove it.</returns>
    public static async Task<CookieContainer> By(PublishedPortal portal, string name, string password, CancellationToken stop)
    {
        var cookies = new CookieContainer();
        await PostedForm.Send(portal, new Uri(portal.Address, "/account/sign-in"), [new("Form.Name", name), new("Form.Password", password)], cookies, stop);
        return cookies;
    }
}
