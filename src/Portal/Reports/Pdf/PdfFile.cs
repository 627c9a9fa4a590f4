using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Reports.Pdf;

/// <summary>Writes the objects of a PDF 1.7 one after the other, and where they stand.</summary>
internal sealed class PdfFile
{
    private readonly Stream _to;
    private readonly List<long> _places = [0];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _at;

    public PdfFile(Stream to)
    {
        _to = to;
        // The second line tells programs that copy files that this is no text.
        Put(Encoding.Latin1.GetBytes("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n"));
    }

    /// <summary>Takes a number for an object that is written later.</summary>
    public int Number()
    {
        _places.Add(0);
        return _places.Count - 1;
    }

    public int Add(string content)
    {
        var number = Number();
        Write(number, content);
        return number;
    }

    public void Write(int number, string content)
    {
        _places[number] = _at;
        Put(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n")));
    }

    /// <summary>Adds a compressed stream.</summary>
    /// <param name="entries">Of its dictionary besides the length and the filter.</param>
    public int AddStream(ReadOnlySpan<byte> content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zip.Write(content);
        var number = Number();
        _places[number] = _at;
        Put(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n<< /Length {packed.Length} /Filter /FlateDecode {entries} >>\nstream\n")));
        Put(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        Put("\nendstream\nendobj\n"u8);
        return number;
    }

    /// <summary>Writes the table of places and the end.</summary>
    public void End(int catalog, int info)
    {
        var id = Convert.ToHexString(_hash.GetCurrentHash().AsSpan(0, 16));
        var table = _at;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {_places.Count}\n0000000000 65535 f \n");
        foreach (var place in _places.Skip(1)) text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_places.Count} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n");
        Put(Encoding.Latin1.GetBytes(text.ToString()));
        _hash.Dispose();
    }

    /// <summary>A text for people as a PDF has it: UTF-16 in hexadecimal digits.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>'D:20261122210400Z'.</summary>
    public static string Time(DateTimeOffset at) => $"({at.UtcDateTime.ToString("'D:'yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture)})";

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _to.Write(bytes);
        _hash.AppendData(bytes);
        _at += bytes.Length;
    }
}
