using System.Collections.Immutable;
using Portal.Wiring.Configuration;

namespace Portal.Wiring;

/// <summary>Whether browsers reach the portal over HTTPS; a secure cookie is worth nothing else.</summary>
public enum Transport
{
    /// <summary>This machine only.</summary>
    LoopbackHttp,
    Https,
}

/// <summary>How browsers reach the portal.</summary>
/// <param name="PublicUrl">Address behind a reverse proxy; null: as it listens.</param>
public sealed record WebSettings(Transport Transport, Uri? PublicUrl)
{
    /// <summary>Reads 'Web' and the addresses; passwords never cross a network in the clear.</summary>
    internal static WebSettings Read(IConfiguration configuration, ImmutableArray<ListenAddress> addresses, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Web"), faults);
        from.Only("PublicUrl");
        var publicUrl = ReadPublicUrl(from);
        if (publicUrl is not null) return new WebSettings(Transport.Https, publicUrl);
        foreach (var open in addresses.Where(address => !address.IsHttps && !address.IsLoopback))
        {
            faults.Add(open.Key, $"is '{open.Url}', where passwords would cross the network in the clear",
                "Write https:// and name the certificate under Kestrel:Certificates:Default, or set Web:PublicUrl to the https address of the reverse proxy in front, or listen on http://127.0.0.1 only.");
        }
        return new WebSettings(addresses.Any(address => address.IsHttps) ? Transport.Https : Transport.LoopbackHttp, null);
    }

    private static Uri? ReadPublicUrl(SettingReader from)
    {
        if (from.Text("PublicUrl") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.AbsolutePath == "/" && url.UserInfo.Length == 0) return url;
        from.Fault("PublicUrl", $"is '{text}'", "Write the address that people type, with https and without a path: https://portal.example.com.");
        return null;
    }
}
