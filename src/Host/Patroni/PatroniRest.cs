using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Patroni;

/// <summary>The REST interface of this server's own Patroni.</summary>
internal sealed class PatroniRest : IDisposable
{
    private const string DefaultUrl = "http://127.0.0.1:8008";

    /// <summary>How long each look may take.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SettingsAge = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly string? _configuredName;
    private (long At, bool? Value)? _synchronous;

    private PatroniRest(Uri url, string? name, TimeSpan limit)
    {
        _configuredName = name;
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(1) };
        _client = new(handler) { BaseAddress = url, Timeout = limit };
    }

    internal Uri Url => _client.BaseAddress!;

    /// <summary>Null where no Patroni is configured on this server.</summary>
    /// <param name="limit">Of a call that changes something; a look has 1 s.</param>
    internal static PatroniRest? Of(HostRoots roots, TimeSpan limit)
    {
        bool told = File.Exists(roots.PatroniAccess);
        if (!told && !Directory.Exists(roots.At("etc/patroni")) && !File.Exists(roots.At("etc/patroni.yml")))
            return null;
        PatroniAddress address = told ? Parse(roots.PatroniAccess, HostJson.Default.PatroniAddress) ?? new() : new();
        return Uri.TryCreate(address.Url ?? DefaultUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? new(url, address.Name, limit)
            : new(new Uri(DefaultUrl), address.Name, limit);
    }

    /// <summary>Takes the credentials for calls that change something; root only.</summary>
    internal PatroniRest WithCredentials(HostRoots roots)
    {
        if (Parse(roots.PatroniCredentials, HostJson.Default.PatroniCredentials) is { } credentials)
        {
            string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"));
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }
        return this;
    }

    /// <summary>What this member says of itself and its cluster; never throws for a Patroni that does not answer.</summary>
    internal async Task<PatroniFacts> Facts(CancellationToken stop)
    {
        // The same words as /patroni, at once: that one tries again for as long as PostgreSQL takes no connections.
        Task<string?> ofMember = Get("health", stop);
        Task<string?> ofCluster = Get("cluster", stop);
        Task<bool?> synchronous = Synchronous(stop);
        PatroniFacts? member = await ofMember is { } m ? PatroniJson.Member(m) : null;
        PatroniFacts? cluster = await ofCluster is { } c ? PatroniJson.Cluster(c) : null;
        string? name = _configuredName ?? member?.Name ?? OwnName(cluster?.Members);
        string? problem = (member, cluster) switch
        {
            (null, null) => $"Patroni does not answer at {Url}.",
            (null, _) => $"Patroni at {Url} does not say what this member is.",
            (_, null) => $"Patroni at {Url} does not say what its cluster is; its store (etcd or another) may be out of reach.",
            _ when name is null => $"Patroni at {Url} does not say which member this server is; write it as \"name\" to /etc/portal-host/patroni.json.",
            _ => null,
        };
        return new(name, member?.Role, member?.State, member?.Timeline, cluster?.Paused, cluster?.Members, problem, await synchronous);
    }

    /// <summary>A setting, so asked for less often than the state.</summary>
    private async Task<bool?> Synchronous(CancellationToken stop)
    {
        if (_synchronous is not { } known || known.Value is null || Environment.TickCount64 - known.At > SettingsAge.TotalMilliseconds)
            _synchronous = (Environment.TickCount64, await Get("config", stop) is { } json ? PatroniJson.Synchronous(json) : null);
        return _synchronous.Value.Value;
    }

    /// <summary>Sends a change.</summary>
    /// <exception cref="HttpRequestException">No answer came; <see cref="HttpRequestError.ConnectionError"/>: nothing was sent.</exception>
    internal async Task<(HttpStatusCode Code, string Text)> Send(HttpMethod method, string path, string json, CancellationToken stop)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpRequestMessage request = new(method, path) { Content = body };
        using HttpResponseMessage response = await _client.SendAsync(request, stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(stop));
    }

    public void Dispose() => _client.Dispose();

    private async Task<string?> Get(string path, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(LookLimit);
        try
        {
            // /health answers 503 while PostgreSQL is down and says in the body how it stands.
            using HttpResponseMessage response = await _client.GetAsync(path, limit.Token);
            return await response.Content.ReadAsStringAsync(limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The one member whose address is this server's own; null when none or several are.</summary>
    private static string? OwnName(IReadOnlyList<PatroniMember>? members)
    {
        PatroniMember[] own = [.. (members ?? []).Where(m => IPAddress.TryParse(m.Host, out IPAddress? address) && IsOwn(address))];
        return own.Length == 1 ? own[0].Name : null;
    }

    private static bool IsOwn(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static T? Parse<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return TextFile.Read(path) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
