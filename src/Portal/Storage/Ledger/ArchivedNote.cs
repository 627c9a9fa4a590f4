using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Storage.Ledger;

/// <summary>What the ledger itself records of an archive: whoever changes the rows about it afterwards contradicts an entry of the chain.</summary>
/// <param name="First">Place of the first entry in the file.</param>
/// <param name="Carried">Digest of every entry that is carried over since, of earlier archives too.</param>
/// <param name="Streams">Digest of how many entries each stream has had up to there.</param>
internal sealed record ArchivedNote(long First, ArchivedPart Part, string Carried, string Streams)
{
    public const string Kind = "audit.archived";

    public NewEntry Entry(UserId by, string reason) => new(Kind, by, JsonSerializer.Serialize(new
    {
        first = First, last = Part.Head.Seq, hash = Convert.ToHexStringLower(Part.Head.Hash.AsSpan()), file = Part.Name, sha256 = Part.Digest, carriedSha256 = Carried, streamsSha256 = Streams, reason,
    }));

    /// <summary>Reads it back; null when the entry is none.</summary>
    public static ArchivedNote? Of(LedgerEntry entry)
    {
        if (entry.Kind != Kind) return null;
        using var read = JsonDocument.Parse(entry.Data);
        var data = read.RootElement;
        string Text(string name) => data.GetProperty(name).GetString() ?? "";
        return new ArchivedNote(
            data.GetProperty("first").GetInt64(),
            new ArchivedPart(new LedgerHead(data.GetProperty("last").GetInt64(), [.. Convert.FromHexString(Text("hash"))]), Text("file"), Text("sha256")),
            Text("carriedSha256"), Text("streamsSha256"));
    }

    /// <summary>Whether it tells of this file.</summary>
    public bool Tells(long first, ArchivedPart part) =>
        First == first && Part.Head.Seq == part.Head.Seq && Part.Name == part.Name && Part.Digest == part.Digest && Part.Head.Hash.AsSpan().SequenceEqual(part.Head.Hash.AsSpan());
}
