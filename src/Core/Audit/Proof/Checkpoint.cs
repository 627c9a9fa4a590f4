using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Portal.Core.Audit.Proof;

/// <summary>That an installation's ledger had exactly this head at this time, signed with a key that does not stand in the database.</summary>
/// <param name="Origin">Names the installation: 1 to 100 printable characters.</param>
/// <param name="Seq">Place of the last entry; 0: there was none.</param>
/// <param name="Hash">Of that entry, 64 hexadecimal digits.</param>
/// <param name="At">UTC.</param>
/// <param name="Key">Id of the key; see <see cref="SigningKey"/>.</param>
/// <param name="Signature">DER in base64, over the canonical JSON of everything else.</param>
public sealed record Checkpoint(string Origin, long Seq, string Hash, DateTimeOffset At, string Key, string Signature)
{
    public const string Form = "rolling-patch-portal/checkpoint-v1";

    /// <summary>Signs a head.</summary>
    public static Checkpoint Sign(string origin, LedgerHead head, DateTimeOffset at, SigningKey key, ECDsa secret)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(secret);
        var unsigned = new Checkpoint(origin, head.Seq, Convert.ToHexStringLower(head.Hash.AsSpan()), at.ToUniversalTime(), key.Id, "");
        return unsigned with { Signature = Signatures.Sign(secret, unsigned.Signed()) };
    }

    /// <summary>Whether the key signed exactly this.</summary>
    public bool IsSignedBy(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Id == Key && key.Verifies(Signed(), Signature);
    }

    /// <summary>The same, with the opened public half of the key that it names.</summary>
    internal bool IsSignedBy(ECDsa opened)
    {
        try
        {
            return Signatures.Verify(opened, Signed(), Signature);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>One line of JSON: what an anchor keeps.</summary>
    public string Line() => JsonSerializer.Serialize(new { checkpoint = Form, origin = Origin, seq = Seq, hash = Hash, at = ProofTime.Text(At), key = Key, signature = Signature });

    /// <summary>Reads a line back; null when it is none.</summary>
    public static Checkpoint? Read(string line)
    {
        try
        {
            using var read = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var c = read.RootElement;
            return c.ValueKind == JsonValueKind.Object && c.TryGetProperty("checkpoint", out var form) && form.GetString() == Form
                ? new Checkpoint(Text(c, "origin"), c.GetProperty("seq").GetInt64(), Text(c, "hash"), ProofTime.Read(Text(c, "at")), Text(c, "key"), Text(c, "signature"))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The checkpoints in an anchor's text: whatever stands before them on a line, as in a system log, is passed over.</summary>
    public static ImmutableArray<Checkpoint> In(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return [.. lines.Select(line => line.IndexOf("{\"checkpoint\":", StringComparison.Ordinal) is >= 0 and var at ? Read(line[at..].TrimEnd()) : null).OfType<Checkpoint>()];
    }

    private string Signed() => CanonicalJson.Of(JsonSerializer.Serialize(new { checkpoint = Form, origin = Origin, seq = Seq, hash = Hash, at = ProofTime.Text(At), key = Key }));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is empty.");
}
