using System.Net;
using System.Text.RegularExpressions;

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

    public static Task<HttpResponseMessage> SignIn(this HttpClient browser, string name, string password, string page = "/account/sign-in") =>
        browser.Send(page, ("Form.Name", name), ("Form.Password", password));

    public static async Task<string> Text(this HttpResponseMessage response) => WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
