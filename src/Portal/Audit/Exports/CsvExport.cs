using System.Buffers;
using System.Text;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>Rows for spreadsheets, with the sentence of each entry.</summary>
internal sealed class CsvExport(PortalDatabase database, LedgerNames names)
{
    private readonly AuditNames _names = names.Names;

    /// <summary>The byte order mark without which spreadsheets take UTF-8 for something else, and the names.</summary>
    public static readonly byte[] Head = Encoding.UTF8.GetBytes("\uFEFF" + Csv.Row("seq", "at", "stream", "version", "kind", "actor", "person", "sentence", "data", "previous_hash", "hash"));

    /// <summary>The rows of a part.</summary>
    public void Make(ExportPart part, IBufferWriter<byte> to, CancellationToken stop) => database.Read(connection =>
    {
        if (part.Places.IsDefault) RawRows.Read(connection, part.First, part.Last, row => Write(row, to));
        else RawRows.Read(connection, part.Places, row => Write(row, to));
        return true;
    }, stop);

    private void Write(RawRow row, IBufferWriter<byte> to)
    {
        var entry = Entry(row);
        if (entry.Kind == "run.requested" && entry.Stream.Value.StartsWith(Streams.RunPrefix, StringComparison.Ordinal)) names.Learn(new RunId(entry.Stream.Value[Streams.RunPrefix.Length..]), entry.Data);
        var cells = new CsvCells(to);
        cells.Add(row.Seq);
        cells.Add(row.At);
        cells.Add(row.Stream);
        cells.Add(row.Version);
        cells.Add(row.Kind);
        cells.Add(row.Actor);
        cells.Add(_names.Person(entry.Actor));
        cells.Add(AuditSentences.Of(entry, _names));
        cells.Add(row.Data);
        cells.AddHex(row.PreviousHash);
        cells.AddHex(row.Hash);
        cells.End();
    }

    // What a sentence is made of: neither body nor hashes.
    private static LedgerEntry Entry(RawRow row) => new(
        row.Seq, new StreamId(Encoding.UTF8.GetString(row.Stream)), row.Version, default, Encoding.UTF8.GetString(row.Kind), new UserId(Encoding.UTF8.GetString(row.Actor)), Encoding.UTF8.GetString(row.Data), "", [], []);
}
