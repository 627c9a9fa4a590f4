using System.Collections.Immutable;
using System.Net;

namespace Portal.Wiring;

/// <summary>One address that the portal is told to listen on.</summary>
/// <param name="Key">Where it is told: 'Urls', 'Kestrel:Endpoints:Https:Url'.</param>
internal sealed record ListenAddress(string Key, string Url)
{
    public bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Nobody but this machine can reach it.</summary>
    public bool IsLoopback
    {
        get
        {
            var host = BindingAddress.Parse(Url).Host.Trim('[', ']');
            return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        }
    }
}

/// <summary>Reads the addresses as Kestrel does: endpoints outrank URLs, URLs outrank ports.</summary>
internal static class ListenAddresses
{
    /// <summary>What Kestrel does when it is told nothing.</summary>
    private static readonly ImmutableArray<ListenAddress> Usual = [new("Urls", "http://localhost:5000")];

    /// <summary>Whether nobody said where to listen.</summary>
    public static bool AreUsual(IConfiguration configuration) => Read(configuration) == Usual;

    public static ImmutableArray<ListenAddress> Read(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => !string.IsNullOrWhiteSpace(endpoint["Url"]))
            .Select(endpoint => new ListenAddress($"{endpoint.Path}:Url", endpoint["Url"]!.Trim()))
            .ToImmutableArray();
        if (!endpoints.IsEmpty) return endpoints;
        var urls = Split(configuration["urls"]).Select(url => new ListenAddress("Urls", url)).ToImmutableArray();
        if (!urls.IsEmpty) return urls;
        ImmutableArray<ListenAddress> ports =
        [
            .. Split(configuration["http_ports"]).Select(port => new ListenAddress("Http_Ports", $"http://*:{port}")),
            .. Split(configuration["https_ports"]).Select(port => new ListenAddress("Https_Ports", $"https://*:{port}")),
        ];
        return ports.IsEmpty ? Usual : ports;
    }

    private static string[] Split(string? text) =>
        text?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
