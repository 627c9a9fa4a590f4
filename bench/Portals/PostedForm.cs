using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Bench.Portals;

/// <summary>Fills in a form of the portal as a browser without scripts does.</summary>
internal static partial class PostedForm
{
    /// <summary>Reads the page, posts its form to the page itself, and demands the redirect that follows a success.</summary>
    public static Task Send(PublishedPortal portal, Uri page, IEnumerable<KeyValuePair<string, string>> fields, CookieContainer cookies, CancellationToken stop) =>
        Send(portal, page, page.PathAndQuery, fields, cookies, stop);

    /// <summary>Reads the page, posts its form for <paramref name="action"/> with the fields, and demands the redirect that follows a success.</summary>
    /// <param name="action">The form's own address, a path.</param>
    public static async Task Send(PublishedPortal portal, Uri page, string action, IEnumerable<KeyValuePair<string, string>> fields, CookieContainer cookies, CancellationToken stop)
    {
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        var hidden = Hidden().Matches(Form(await client.GetStringAsync(page, stop), action)).Select(found => KeyValuePair.Create(found.Groups[1].Value, WebUtility.HtmlDecode(found.Groups[2].Value)));
        using var form = new FormUrlEncodedContent([.. hidden, .. fields]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(page, action)) { Content = form };
        request.Headers.Add("Origin", portal.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await client.SendAsync(request, stop);
        if (answer.StatusCode is not (HttpStatusCode.Found or HttpStatusCode.SeeOther))
            throw new InvalidOperationException($"{page.AbsolutePath} answered {(int)answer.StatusCode}\n{await answer.Content.ReadAsStringAsync(stop)}");
    }

    // A page may have several forms: the user menu's sends a token of its own.
    private static string Form(string html, string action)
    {
        var begin = html.IndexOf($"action=\"{action}\"", StringComparison.Ordinal);
        return begin < 0 ? html : html[begin..html.IndexOf("</form>", begin, StringComparison.Ordinal)];
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/?>""")]
    private static partial Regex Hidden();
}
