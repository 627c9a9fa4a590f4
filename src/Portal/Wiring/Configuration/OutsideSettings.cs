using System.Net;
using Portal.Notifications;
using Portal.Notifications.Settings;

namespace Portal.Wiring.Configuration;

/// <summary>Settings of what is reached over the network: secrets in files, addresses, certificates. No secret is ever named in a fault.</summary>
internal static class OutsideSettings
{
    /// <summary>Longest secret in a file, bytes.</summary>
    private const int Longest = 4096;

    /// <summary>The content of a file, which is never shown; null when it is not named, or wrong and told.</summary>
    /// <param name="what">For people: 'the password of the mail account'.</param>
    public static Secret? Secret(this SettingReader from, string key, string what)
    {
        if (from.Text(key) is not { } path) return null;
        if (!Path.IsPathFullyQualified(path))
        {
            // Not shown: somebody may have written the secret itself here.
            from.Fault(key, "is no full path", $"Write the full path of a file that holds {what} and nothing else.");
            return null;
        }
        try
        {
            if (new FileInfo(path).Length <= Longest && File.ReadAllText(path).Trim() is { Length: > 0 } text && !text.Any(char.IsControl)) return new Secret(text);
            from.Fault(key, $"names a file that is empty, has several lines or is longer than {Longest} bytes", $"Put {what} into it, on one line, and nothing else.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            from.Fault(key, $"names a file that cannot be read ({fault.GetType().Name})", $"Put {what} into it, and let the portal's account read it.");
        }
        return null;
    }

    /// <summary>A webhook's address, in the file that UrlFile names; null when it is wrong and told.</summary>
    public static Secret? HookUrl(this SettingReader from)
    {
        from.Required("UrlFile", "Write the full path of a file that holds the webhook's address; it is a secret, since whoever has it can post.");
        if (from.Secret("UrlFile", "the webhook's address") is not { } url) return null;
        if (Uri.TryCreate(url.Reveal(), UriKind.Absolute, out var address) && IsSafe(address) && address.UserInfo.Length == 0) return url;
        from.Fault("UrlFile", "holds no https address", "Put the whole address into the file, with https://; http:// is for this machine only.");
        return null;
    }

    /// <summary>The key with which posts are signed, in the file that KeyFile names; null when there is none.</summary>
    /// <param name="isNeeded">A missing one is told.</param>
    public static Secret? HookKey(this SettingReader from, bool isNeeded)
    {
        var key = from.Secret("KeyFile", "the key that signs messages");
        if (key is not null && key.Reveal().Length < 16)
            from.Fault("KeyFile", "holds a key of less than 16 characters", "Put a random one of 32 or more into it, for example from: openssl rand -hex 32.");
        if (isNeeded && !from.Has("KeyFile"))
            from.Fault("KeyFile", "is missing", "Write the full path of a file with the key that signs messages, so that the receiver can tell them from forged ones.");
        return key;
    }

    /// <summary>A section's own name, where people chose it.</summary>
    public static void DemandName(this SettingReader from)
    {
        if (from.Id.Length > 40 || !from.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            from.Fault("", "is no valid name", "Write 1 to 40 letters, digits, '-' and '_', for example ops-chat.");
    }

    /// <summary>Path of a private authority's certificate; null when it is not named, or wrong and told.</summary>
    public static string? Authority(this SettingReader from)
    {
        if (from.Text("Authority") is not { } path) return null;
        if (Path.IsPathFullyQualified(path) && Certificates.CanRead(path)) return path;
        from.Fault("Authority", $"is '{path}', which is no certificate that can be read", "Write the full path of your authority's certificate in PEM form.");
        return null;
    }

    /// <summary>A server's name or address.</summary>
    /// <param name="instead">What to write there.</param>
    public static string Host(this SettingReader from, string instead)
    {
        var host = from.Required("Host", instead);
        if (host.Length > 0 && !Addresses.IsHost(host)) from.Fault("Host", $"is '{host}'", "Write a host name or an IP address; the port stands in Port.");
        return host;
    }

    /// <summary>What is said to another machine is said over TLS.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address.Host));

    /// <summary>Whether a host is this machine.</summary>
    public static bool IsLoopback(string host)
    {
        var name = host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
