using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.Core.Audit.Proof;

/// <summary>The public half of a key that signs checkpoints, and who vouched for it.</summary>
/// <param name="Id">First 32 hexadecimal digits of the SHA-256 over <paramref name="Spki"/>.</param>
/// <param name="Spki">SubjectPublicKeyInfo of an ECDSA key on P-256, in base64.</param>
/// <param name="At">Since when it signs, UTC.</param>
/// <param name="VouchedBy">Id of the key before it; null for an installation's first.</param>
/// <param name="Signature">Of the key before it over id, SPKI and time, DER in base64; null for the first.</param>
public sealed record SigningKey(string Id, string Spki, DateTimeOffset At, string? VouchedBy = null, string? Signature = null)
{
    public const string Form = "rolling-patch-portal/key-v1";

    /// <summary>The public half of a key, as an installation's first.</summary>
    public static SigningKey First(ECDsa key, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(key);
        var spki = key.ExportSubjectPublicKeyInfo();
        return new SigningKey(IdOf(spki), Convert.ToBase64String(spki), at);
    }

    /// <summary>The public half of a new key, which the old one vouches for.</summary>
    public static SigningKey After(ECDsa key, SigningKey before, ECDsa old, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(old);
        var next = First(key, at) with { VouchedBy = before.Id };
        return next with { Signature = Signatures.Sign(old, next.Signed()) };
    }

    /// <summary>Whether the id is the one of this key, and the key is on P-256.</summary>
    public bool IsItself()
    {
        try
        {
            if (IdOf(Convert.FromBase64String(Spki)) != Id) return false;
            using var key = Open();
            return key.KeySize == 256;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether another key vouched for this one.</summary>
    public bool IsVouchedBy(SigningKey before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return before.Id == VouchedBy && Signature is not null && before.Verifies(Signed(), Signature);
    }

    /// <summary>Whether a signature is of this key over this text.</summary>
    /// <param name="signature">DER in base64.</param>
    public bool Verifies(string text, string signature)
    {
        try
        {
            using var key = Open();
            return Signatures.Verify(key, text, signature);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>One line of JSON, as an export has it.</summary>
    public string Line() => JsonSerializer.Serialize(new { key = Form, id = Id, spki = Spki, at = ProofTime.Text(At), vouchedBy = VouchedBy, signature = Signature });

    /// <summary>Reads a line back; null when it is none.</summary>
    public static SigningKey? Read(string line)
    {
        try
        {
            using var read = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var k = read.RootElement;
            return k.ValueKind == JsonValueKind.Object && k.TryGetProperty("key", out var form) && form.GetString() == Form
                && k.GetProperty("id").GetString() is { } id && k.GetProperty("spki").GetString() is { } spki && k.GetProperty("at").GetString() is { } at
                ? new SigningKey(id, spki, ProofTime.Read(at), k.GetProperty("vouchedBy").GetString(), k.GetProperty("signature").GetString())
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    // What the key before it puts its name to.
    private string Signed() => CanonicalJson.Of(JsonSerializer.Serialize(new { key = Id, spki = Spki, at = ProofTime.Text(At), vouchedBy = VouchedBy }));

    /// <exception cref="FormatException">The text is no base64.</exception>
    /// <exception cref="CryptographicException">It is no key; see <see cref="IsItself"/>.</exception>
    internal ECDsa Open()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(Spki), out _);
        return key;
    }

    private static string IdOf(byte[] spki) => Convert.ToHexStringLower(SHA256.HashData(spki))[..32];
}

/// <summary>ECDSA with SHA-256 over UTF-8, DER in base64: what openssl and every library understand.</summary>
internal static class Signatures
{
    public static string Sign(ECDsa key, string text) =>
        Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <exception cref="FormatException">The signature is no base64.</exception>
    public static bool Verify(ECDsa key, string text, string signature) =>
        key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
}

/// <summary>UTC to 100 ns in a fixed width, as the ledger writes times.</summary>
internal static class ProofTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is no such time.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
