using System.Security.Cryptography;

namespace Portal.Remoting.Enrolment;

/// <summary>The portal-host program that this portal hands out.</summary>
internal static class HostProgram
{
    /// <summary>SHA-256 of the file, hex; null when it is not there.</summary>
    public static string? Digest(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
