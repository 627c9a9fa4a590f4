using System.Buffers;
using System.Text;
using Portal.Audit;
using Portal.Audit.Exports;

namespace Portal.Tests.Audit;

public sealed class CsvCellsTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("say \"hello\"")]
    [InlineData("\"")]
    [InlineData("semi;colon")]
    [InlineData("line\r\nend")]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@sum")]
    [InlineData("\tx")]
    [InlineData("\rx")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠x")]
    [InlineData("=cmd|' /C calc'!A0\",\"")]
    [InlineData("Grüße 🙂")]
    public void A_cell_is_written_as_the_rows_for_spreadsheets_write_it(string text)
    {
        var (asText, asBytes) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var cells = new CsvCells(asText);
        cells.Add(text);
        cells.Add(7);
        cells.AddHex([0xAB, 0x01]);
        cells.End();
        var again = new CsvCells(asBytes);
        again.Add(Encoding.UTF8.GetBytes(text));
        again.Add("7"u8);
        again.Add("ab01");
        again.End();

        Assert.Equal(Csv.Row(text, "7", "ab01"), Encoding.UTF8.GetString(asText.WrittenSpan));
        Assert.Equal(Csv.Row(text, "7", "ab01"), Encoding.UTF8.GetString(asBytes.WrittenSpan));
    }
}
