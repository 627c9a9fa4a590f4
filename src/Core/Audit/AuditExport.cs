using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Core.Audit;

/// <summary>The ledger as JSON Lines: a head, then one line for each entry from the first on; entries that were left out stand as hash-only stubs, so that the chain still verifies.</summary>
public static class AuditExport
{
    public const string Format = "rolling-patch-portal/audit-v1";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The first line.</summary>
    /// <param name="filter">What was left in, for people; empty for everything.</param>
    /// <param name="entries">Entries that stand in full.</param>
    public static string Head(LedgerHead head, string filter, long entries, DateTimeOffset at, string by)
    {
        ArgumentNullException.ThrowIfNull(head);
        return JsonSerializer.Serialize(new HeadLine(Format, at.ToUniversalTime(), by, filter, entries, head.Seq, Hex(head.Hash)), Options);
    }

    /// <summary>An entry in full. Its body is the canonical text that the hash covers.</summary>
    public static string Full(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return $$"""{"seq":{{entry.Seq}},"body":{{entry.Body}},"previous":"{{Hex(entry.PreviousHash)}}","hash":"{{Hex(entry.Hash)}}"}""";
    }

    /// <summary>An entry that was left out: nothing of its content, only its digest.</summary>
    public static string Stub(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return $$"""{"seq":{{entry.Seq}},"bodySha256":"{{Hex(Chain.BodyHash(entry.Body))}}","previous":"{{Hex(entry.PreviousHash)}}","hash":"{{Hex(entry.Hash)}}"}""";
    }

    /// <summary>Checks an export with nothing but itself. What was cut off before the export was made shows only against an anchor.</summary>
    public static ChainCheck Verify(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        HeadLine? head = null;
        var (seq, hash) = (0L, Chain.Origin);
        foreach (var line in lines)
        {
            try
            {
                if (head is null)
                {
                    head = JsonSerializer.Deserialize<HeadLine>(line, Options);
                    if (head?.Export != Format) return new ChainCheck.Broken(0, $"The first line is not the head of an export of the form {Format}.");
                    continue;
                }
                if (Wrong(line, seq + 1, hash, out var next) is { } why) return new ChainCheck.Broken(seq + 1, why);
                (seq, hash) = (seq + 1, next);
            }
            catch (Exception fault) when (fault is JsonException or FormatException or NotSupportedException or InvalidOperationException or KeyNotFoundException)
            {
                return new ChainCheck.Broken(seq + 1, $"The line of entry {seq + 1} cannot be read: {fault.Message}");
            }
        }
        if (head is null) return new ChainCheck.Broken(0, "The export is empty.");
        if (seq != head.HeadSeq) return new ChainCheck.Broken(seq + 1, $"The export ends with entry {seq}; its head says {head.HeadSeq}.");
        return Hex(hash) == head.HeadHash
            ? new ChainCheck.Whole(new LedgerHead(seq, hash))
            : new ChainCheck.Broken(seq, $"Entry {seq} is not the one that the export's head names.");
    }

    private static string? Wrong(string line, long expected, ImmutableArray<byte> before, out ImmutableArray<byte> hash)
    {
        hash = default;
        using var read = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var entry = read.RootElement;
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("seq", out var seq) || !seq.TryGetInt64(out var place))
            return $"The line of entry {expected} has no place in the ledger.";
        if (place != expected) return $"Entry {expected} is missing; the next one there is {place}.";
        if (entry.GetProperty("previous").GetString() != Hex(before)) return $"Entry {expected} does not follow from the entry before it: its link is another.";
        var digest = entry.TryGetProperty("body", out var body)
            ? Chain.BodyHash(CanonicalJson.Of(body))
            : [.. Convert.FromHexString(entry.GetProperty("bodySha256").GetString() ?? "")];
        hash = Chain.Over(expected, before.AsSpan(), digest.AsSpan());
        return entry.GetProperty("hash").GetString() == Hex(hash) ? null : $"Entry {expected} was altered: its hash does not fit its content.";
    }

    private static string Hex(ImmutableArray<byte> bytes) => Convert.ToHexStringLower(bytes.AsSpan());

    private sealed record HeadLine(string Export, DateTimeOffset At, string By, string Filter, long Entries, long HeadSeq, string HeadHash);
}
