using System.Security.Cryptography;

namespace Portal.Remoting.Ssh;

/// <summary>A public host key as known_hosts writes it: type and base64.</summary>
internal sealed record HostKey(string Type, string Base64)
{
    /// <summary>As OpenSSH prints it: 'SHA256:' and 43 characters of base64.</summary>
    public string Fingerprint =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Base64))).TrimEnd('=');

    /// <summary>Reads a line of known_hosts ('name type base64'); null when it is none.</summary>
    public static HostKey? Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || parts[0].StartsWith('#') || parts[0].StartsWith('@'))
            return null;
        return Convert.TryFromBase64String(parts[2], new byte[parts[2].Length], out var size) && size > 0
            ? new HostKey(parts[1], parts[2])
            : null;
    }
}
