using Microsoft.Playwright;

namespace Portal.Browser.Tests.People;

/// <summary>What a browser had to complain about: errors on its console, failed requests, requests to anywhere but the portal.</summary>
internal sealed class Complaints
{
    private readonly List<string> _all = [];
    private readonly string _home;
    private volatile bool _deaf;
    private volatile bool _brokenOff;

    public Complaints(IBrowserContext context, Uri home)
    {
        _home = home.GetLeftPart(UriPartial.Authority) + "/";
        context.Console += (_, message) => { if (message.Type is "error") Add($"console: {message.Text} ({message.Location})"); };
        context.WebError += (_, error) => Add($"script: {error.Error}");
        context.Request += (_, request) => Outside(request.Url);
        context.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") Add($"failed: {request.Method} {request.Url}: {request.Failure}"); };
        context.Response += (_, response) => { if (response.Status >= 400) Add($"answer {response.Status}: {response.Request.Method} {response.Url}"); };
    }

    /// <summary>Nothing that happens meanwhile counts: the portal is taken away on purpose. Requests to elsewhere count all the same.</summary>
    public IDisposable Ignored() => new Interval(this);

    public string[] All { get { lock (_all) return [.. _all]; } }

    private void Outside(string url)
    {
        if (url.StartsWith(_home, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal)) return;
        lock (_all) _all.Add($"outside: {url}");
    }

    /// <summary>Whether the browser broke off requests since it was asked last: it does when an interface of this machine comes or goes, as those of the lab's hosts do. No fault of the portal's.</summary>
    public bool WereBrokenOff()
    {
        var broken = _brokenOff;
        _brokenOff = false;
        return broken;
    }

    private void Add(string what)
    {
        if (what.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal)) _brokenOff = true;
        if (_deaf || what.Contains("ERR_NETWORK_CHANGED", StringComparison.Ordinal)) return;
        lock (_all) _all.Add(what);
    }

    private sealed class Interval : IDisposable
    {
        private readonly Complaints _of;

        public Interval(Complaints of)
        {
            _of = of;
            _of._deaf = true;
        }

        public void Dispose() => _of._deaf = false;
    }
}
