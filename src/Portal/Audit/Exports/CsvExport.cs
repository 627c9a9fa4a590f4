using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>Rows for spreadsheets, with the sentence of each entry.</summary>
internal sealed class CsvExport(PortalDatabase database, LedgerNames names)
{
    // Entries whose runs are learned at a time.
    private const int Ahead = 10_000;

    private readonly AuditNames _names = names.Names;

    /// <summary>The byte order mark without which spreadsheets take UTF-8 for something else, and the names.</summary>
    public static readonly byte[] Head = Encoding.UTF8.GetBytes("\uFEFF" + Csv.Row("seq", "at", "stream", "version", "kind", "actor", "person", "sentence", "data", "previous_hash", "hash"));

    /// <summary>The same parts; before one is made, the runs that are requested in it and soon after are known by their steps. Made side by side, each part would look them up otherwise.</summary>
    public IEnumerable<ExportPart> Learning(IEnumerable<ExportPart> parts)
    {
        var known = 0L;
        foreach (var part in parts)
        {
            if (part.Places.IsDefault && part.Last > known)
            {
                known = part.First + Ahead - 1;
                Learn(part.First, known);
            }
            yield return part;
        }
    }

    private void Learn(long first, long last) => database.Read(connection =>
    {
        RawRows.Read(connection, "run.requested", first, last, row =>
        {
            if (Streams.RunOf(new StreamId(Encoding.UTF8.GetString(row.Stream))) is { } run) names.Learn(run, Text(row.Data));
        });
        return true;
    });

    /// <summary>The rows of a part.</summary>
    public void Make(ExportPart part, IBufferWriter<byte> to, CancellationToken stop) => database.Read(connection =>
    {
        if (part.Places.IsDefault) RawRows.Read(connection, part.First, part.Last, row => Write(row, to));
        else RawRows.Read(connection, part.Places, row => Write(row, to));
        return true;
    }, stop);

    private void Write(RawRow row, IBufferWriter<byte> to)
    {
        // Each column once: to ask SQLite for one costs more than to write it.
        ReadOnlySpan<byte> stream = row.Stream, kind = row.Kind, actor = row.Actor, data = row.Data;
        var entry = Entry(row.Seq, stream, row.Version, kind, actor);
        var cells = new CsvCells(to);
        cells.Add(entry.Seq);
        cells.Add(row.At);
        cells.Add(stream);
        cells.Add(entry.Version);
        cells.Add(kind);
        cells.Add(actor);
        cells.Add(_names.Person(entry.Actor));
        cells.Add(AuditSentences.Of(entry, Text(data), _names));
        cells.Add(data);
        cells.AddHex(row.PreviousHash);
        cells.AddHex(row.Hash);
        cells.End();
    }

    // Who reads the entry as text is given the same signs for bytes that are none.
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> data) => Utf8.IsValid(data) ? data : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(data));

    // What a sentence is made of besides the data: neither time, body nor hashes.
    private static LedgerEntry Entry(long seq, ReadOnlySpan<byte> stream, long version, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> actor) =>
        new(seq, new StreamId(Encoding.UTF8.GetString(stream)), version, default, Encoding.UTF8.GetString(kind), new UserId(Encoding.UTF8.GetString(actor)), "", "", [], []);
}
