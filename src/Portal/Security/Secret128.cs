using System.Security.Cryptography;
using System.Text;

namespace Portal.Security;

/// <summary>Secrets that the portal hands out and never keeps: 128 random bits, of which the database has the hash.</summary>
internal static class Secret128
{
    /// <summary>32 hexadecimal digits, lower case.</summary>
    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>What is kept of one. A plain hash is enough for 128 random bits: there is nothing to guess.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
