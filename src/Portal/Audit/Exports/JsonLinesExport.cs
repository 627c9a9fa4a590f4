using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit.Exports;

/// <summary>Lines for programs, and for proof: every entry, in full or as a stub, with the checkpoints between; see docs/audit-format.md.</summary>
internal sealed class JsonLinesExport(PortalDatabase database)
{
    /// <summary>The lines of a part.</summary>
    public void Make(ExportPart part, IBufferWriter<byte> to, CancellationToken stop) => database.Read(connection =>
    {
        var (place, line) = (0, 0);
        RawRows.Read(connection, part.First, part.Last, row =>
        {
            var seq = row.Seq;
            var fits = part.Places.IsDefault || (place < part.Places.Length && part.Places[place] == seq);
            if (fits) place++;
            Write(row, seq, fits, to);
            // Each stands right after the entry that it signs.
            for (; line < part.Checkpoints.Length && part.Checkpoints[line].Seq <= seq; line++) Line(part.Checkpoints[line].Line, to);
        });
        return true;
    }, stop);

    /// <summary>A line as it is.</summary>
    public static void Line(string line, IBufferWriter<byte> to)
    {
        Encoding.UTF8.GetBytes(line, to);
        to.Write("\n"u8);
    }

    // As AuditExport writes them, byte for byte.
    private static void Write(RawRow row, long seq, bool isFull, IBufferWriter<byte> to)
    {
        to.Write("{\"seq\":"u8);
        Utf8Formatter.TryFormat(seq, to.GetSpan(20), out var digits);
        to.Advance(digits);
        if (isFull)
        {
            to.Write(",\"body\":"u8);
            to.Write(row.Body);
            to.Write(",\"previous\":\""u8);
        }
        else
        {
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(row.Body, digest);
            to.Write(",\"bodySha256\":\""u8);
            Hex(digest, to);
            to.Write("\",\"previous\":\""u8);
        }
        Hex(row.PreviousHash, to);
        to.Write("\",\"hash\":\""u8);
        Hex(row.Hash, to);
        to.Write("\"}\n"u8);
    }

    private static void Hex(ReadOnlySpan<byte> bytes, IBufferWriter<byte> to)
    {
        Convert.TryToHexStringLower(bytes, to.GetSpan(bytes.Length * 2), out var written);
        to.Advance(written);
    }
}
