using System.Globalization;
using System.Net;

namespace Portal.Wiring.Configuration;

/// <summary>Addresses as they may stand in configuration; they end up on the command line of ssh, so nothing odd gets through.</summary>
internal static class Addresses
{
    /// <summary>A host name or an IP address, without a port.</summary>
    public static bool IsHost(string text) =>
        IPAddress.TryParse(text, out _)
        || (text.Length is > 0 and <= 253
            && text.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(IsLabelLetter)));

    /// <summary>'host', 'host:port' or '[IPv6]:port'.</summary>
    public static bool IsHostAndPort(string text)
    {
        if (IsHost(text)) return true;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || Port(text[(colon + 1)..]) is null) return false;
        var host = text[..colon];
        return host is ['[', .. var inside, ']'] ? inside.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(inside, out _)
            : !host.Contains(':', StringComparison.Ordinal) && IsHost(host);
    }

    /// <summary>1 to 65535; null for anything else.</summary>
    public static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

    /// <summary>'SHA256:' and the 43 characters of an unpadded base64 digest, as ssh-keygen -l prints it.</summary>
    public static bool IsHostKey(string text)
    {
        const string prefix = "SHA256:";
        if (!text.StartsWith(prefix, StringComparison.Ordinal) || text.Length != prefix.Length + 43) return false;
        Span<byte> digest = stackalloc byte[33];
        return Convert.TryFromBase64String(text[prefix.Length..] + "=", digest, out var length) && length == 32;
    }

    private static bool IsLabelLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
