using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Portal.Security.Invitations;

namespace Portal.Tests.Web;

/// <summary>Plain forms, as a browser without scripts sends them.</summary>
internal static partial class Forms
{
    /// <summary>Opens the page, and sends its form with the given fields and its own hidden ones.</summary>
    public static async Task<HttpResponseMessage> Send(this HttpClient browser, string page, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(new Uri(page, UriKind.Relative));
        var hidden = Hidden().Matches(html).Select(match => (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var content = new FormUrlEncodedContent(hidden.Concat(fields).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        return await browser.PostAsync(new Uri(page, UriKind.Relative), content);
    }

    /// <summary>Opens the page, and sends the one of its forms that has this name.</summary>
    public static async Task<HttpResponseMessage> SendForm(this HttpClient browser, string page, string form, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(new Uri(page, UriKind.Relative));
        var one = html.Split("<form").Single(part => part.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal)).Split("</form>")[0];
        var hidden = Hidden().Matches(one).Select(match => (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var content = new FormUrlEncodedContent(hidden.Concat(fields).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        return await browser.PostAsync(new Uri(page, UriKind.Relative), content);
    }

    /// <summary>Chooses a password with a one-time link, as its person would, but for the pages.</summary>
    /// <param name="link">'/account/invitation/...', as an Admin is shown it.</param>
    /// <returns>The password.</returns>
    public static async Task<string> Accept(this IServiceProvider services, string link)
    {
        const string Password = "violet anchor teapot";
        await using var scope = services.CreateAsyncScope();
        Assert.IsType<InvitationReply.Taken>(await scope.ServiceProvider.GetRequiredService<InvitationDoor>().Choose(link.Split('/')[^1], Password, "10.0.0.7"));
        return Password;
    }

    public static Task<HttpResponseMessage> SignIn(this HttpClient browser, string name, string password, string page = "/account/sign-in") =>
        browser.Send(page, ("Form.Name", name), ("Form.Password", password));

    public static async Task<string> Text(this HttpResponseMessage response) => WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
