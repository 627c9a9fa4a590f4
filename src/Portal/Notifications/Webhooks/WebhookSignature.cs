using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Webhooks;

/// <summary>Proves to the receiver that a message is the portal's, and from when; docs/notifications.md says how it is checked.</summary>
internal static class WebhookSignature
{
    /// <summary>'sha256=' and the hex HMAC-SHA256 over the timestamp, a dot and the body.</summary>
    /// <param name="timestamp">Seconds since 1970, as it is sent in the header.</param>
    public static string Of(Secret key, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{timestamp}."), .. body];
        return $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Reveal()), signed))}";
    }

    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
