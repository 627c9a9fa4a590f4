using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Audit;

/// <summary>The ledger as JSON Lines: a head, then one line for each entry from the first on, or from the first one that is not archived; entries that were left out stand as hash-only stubs, so that the chain still verifies.</summary>
public static class AuditExport
{
    public const string Format = "rolling-patch-portal/audit-v1";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Two verifiers must read one line the same way.
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The first line.</summary>
    /// <param name="filter">What was left in, for people; empty for everything.</param>
    /// <param name="entries">Entries that stand in full.</param>
    /// <param name="origin">Names the installation; null where it has no name.</param>
    /// <param name="before">The archive that the export follows; null: it begins with the first entry.</param>
    public static string Head(LedgerHead head, string filter, long entries, DateTimeOffset at, string by, string? origin = null, ArchivedPart? before = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        return JsonSerializer.Serialize(new HeadLine(
            Format, ProofTime.Text(at), by, filter, entries, head.Seq, Hex(head.Hash), origin,
            before?.Next, before is null ? null : Hex(before.Head.Hash), before is null ? null : new ArchiveLine(before.Name, before.Digest)), Options);
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

    /// <summary>The head of a line; null when it is none.</summary>
    internal static AuditHead? ReadHead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<HeadLine>(line, Options) is { Export: Format } head
                ? new AuditHead(DateTimeOffset.Parse(head.At, CultureInfo.InvariantCulture), head.HeadSeq, head.HeadHash, head.Origin, Before(head))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Place of the first entry of an export, as its first line says; null when the line is no head.</summary>
    public static long? FirstOf(string line) => ReadHead(line) is { } head ? head.Before?.Next ?? 1 : null;

    // All of it, or nothing: half of it would leave open what the first entry follows from.
    private static ArchivedPart? Before(HeadLine head) => head switch
    {
        { First: null, Previous: null, Archive: null } => null,
        { First: > 1 and var first, Previous: { } previous, Archive: { Name: { } name, Sha256: { } digest } } when IsDigest(previous) && IsDigest(digest) =>
            new ArchivedPart(new LedgerHead(first - 1, [.. Convert.FromHexString(previous)]), name, digest),
        _ => throw new FormatException("The head does not say what it follows."),
    };

    private static bool IsDigest(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What is wrong with a line that should be the next entry, in full or as a stub; null when it follows.</summary>
    /// <remarks>The hash covers the body's bytes exactly as they stand in the line, which is canonical JSON.</remarks>
    internal static string? Next(string line, long expected, ImmutableArray<byte> before, out ImmutableArray<byte> hash, out bool isStub)
    {
        (hash, isStub) = (default, false);
        try
        {
            return Wrong(line, expected, before, out hash, out isStub);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or NotSupportedException or InvalidOperationException or KeyNotFoundException)
        {
            return $"The line of entry {expected} cannot be read: {fault.Message}";
        }
    }

    private static string? Wrong(string line, long expected, ImmutableArray<byte> before, out ImmutableArray<byte> hash, out bool isStub)
    {
        (hash, isStub) = (default, false);
        using var read = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        var entry = read.RootElement;
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("seq", out var seq) || !seq.TryGetInt64(out var place))
            return $"The line of entry {expected} has no place in the ledger.";
        if (place != expected) return $"Entry {expected} is missing; the next one there is {place}.";
        if (entry.GetProperty("previous").GetString() != Hex(before)) return $"Entry {expected} does not follow from the entry before it: its link is another.";
        isStub = !entry.TryGetProperty("body", out var body);
        var digest = !isStub
            ? Chain.BodyHash(body.GetRawText())
            : [.. Convert.FromHexString(entry.GetProperty("bodySha256").GetString() ?? "")];
        hash = Chain.Over(expected, before.AsSpan(), digest.AsSpan());
        return entry.GetProperty("hash").GetString() == Hex(hash) ? null : $"Entry {expected} was altered: its hash does not fit its content.";
    }

    private static string Hex(ImmutableArray<byte> bytes) => Convert.ToHexStringLower(bytes.AsSpan());

    private sealed record HeadLine(string Export, string At, string By, string Filter, long Entries, long HeadSeq, string HeadHash, string? Origin = null, long? First = null, string? Previous = null, ArchiveLine? Archive = null);

    private sealed record ArchiveLine(string Name, string Sha256);
}

/// <summary>What the first line of an export says about where it ends.</summary>
/// <param name="At">When it was made, UTC.</param>
/// <param name="Seq">Place of its last entry.</param>
/// <param name="Hash">Of that entry, 64 hexadecimal digits.</param>
/// <param name="Origin">Names the installation; null in exports from before it had a name.</param>
/// <param name="Before">The archive that it follows; null: it begins with the first entry.</param>
internal sealed record AuditHead(DateTimeOffset At, long Seq, string Hash, string? Origin, ArchivedPart? Before);
