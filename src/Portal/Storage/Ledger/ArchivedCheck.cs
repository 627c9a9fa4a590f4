using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Core.Runs;

namespace Portal.Storage.Ledger;

/// <summary>Compares what stands beside the chain about archived entries with what the chain records of it.</summary>
internal static class ArchivedCheck
{
    /// <summary>What is wrong, or null. The chain itself has to be whole.</summary>
    public static ChainCheck.Broken? Difference(PortalDatabase database, LedgerReader reader)
    {
        var (files, carried, versions) = database.Read(connection => (ArchivedRows.All(connection), ArchivedRows.Carried(connection), ArchivedRows.Versions(connection)));
        ArchivedNote[] notes = [.. reader.Stream(Streams.Audit).Select(ArchivedNote.Of).OfType<ArchivedNote>()];
        var next = 1L;
        for (var i = 0; i < Math.Max(files.Length, notes.Length); i++)
        {
            if (i >= files.Length) return Wrong(notes[i].First, $"the archive {notes[i].Part.Name}, which the ledger records, stands in no row");
            var (first, part) = files[i];
            if (first != next) return Wrong(next, $"the archive {part.Name} begins with entry {first}");
            if (i >= notes.Length || !notes[i].Tells(first, part)) return Wrong(first, $"the ledger does not record the archive {part.Name} as it stands there");
            next = part.Next;
        }
        if (notes.Length == 0) return carried.Count + versions.Count == 0 ? null : Wrong(1, "entries stand as archived, and the ledger records no archive");
        if (carried.FirstOrDefault(row => !ChainWalk.Fits(row)) is { } altered) return Wrong(altered.Seq, $"the columns of entry {altered.Seq}, which was carried over, differ from the content that its hash covers");
        if (CarriedOver.Wrong(carried.Select(row => row.Entry()), next - 1, notes[^1].Carried) is { } wrong) return wrong;
        return CarriedOver.Digest(versions) == notes[^1].Streams ? null : Wrong(next - 1, "how many entries the streams have had is not what the ledger records");
    }

    private static ChainCheck.Broken Wrong(long seq, string what) => new(seq, $"What is said of archived entries was altered: {what}.");
}
