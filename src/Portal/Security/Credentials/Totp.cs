using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Security.Credentials;

/// <summary>Codes that change every 30 s (RFC 6238: SHA-1, six digits), as every code app makes them.</summary>
/// <remarks>Identity's own provider neither says which time step a code belongs to, without which a replay cannot be refused, nor takes a clock.</remarks>
internal static class Totp
{
    /// <summary>Length of a secret, bytes: as long as the hash.</summary>
    public const int SecretLength = 20;

    private const int Digits = 6, Period = 30;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    /// <summary>The time step of a moment, counted from 1970.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / Period;

    /// <summary>The step whose code this is: now, or one before or after it, for clocks that differ; null for none.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now)
    {
        var typed = Encoding.ASCII.GetBytes(code);
        long? found = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), typed)) found = step;
        return found;
    }

    /// <summary>Six digits.</summary>
    public static string Code(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8], hash = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What the standard and every code app use; a keyed hash is not weakened by SHA-1's collisions.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    /// <summary>The secret as people type it into an app: base 32 in groups of four.</summary>
    public static string Text(byte[] secret) => string.Join(' ', Base32(secret).Chunk(4).Select(group => new string(group)));

    /// <summary>What the QR code says.</summary>
    public static string Address(byte[] secret, string name) =>
        $"otpauth://totp/{Uri.EscapeDataString($"Rolling Patch Portal:{name}")}?secret={Base32(secret)}&issuer={Uri.EscapeDataString("Rolling Patch Portal")}";

    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, held) = ((bits << 8) | one, held + 8);
            for (; held >= 5; held -= 5) text.Append(Letters[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }
        return held == 0 ? text.ToString() : text.Append(Letters[(bits << (5 - held)) & 31]).ToString();
    }
}
