using Portal.Audit;

namespace Portal.Tests.Audit;

public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "␉=1")]
    [InlineData("\r=1", "⏎=1")]
    [InlineData("\n=1", "⏎=1")]
    [InlineData("\0=1", "␀=1")]
    [InlineData("\u001f\u007f=1", "␟␡=1")]
    [InlineData("told:\n=1+1", "told:⏎=1+1")]
    [InlineData("told:\r\n\r=1+1", "told:⏎⏎=1+1")]
    [InlineData("＝1", "'＝1")]
    public void A_cell_is_never_a_formula(string text, string cell) => Assert.Equal($"{cell}\r\n", Csv.Row(text));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("a;=b;@c", "\"a;'=b;'@c\"")]
    [InlineData("he said \"no\"", "\"he said \"\"no\"\"\"")]
    [InlineData("two, lines\nhere", "\"two, lines⏎here\"")]
    [InlineData("=\"a\"", "\"'=\"\"a\"\"\"")]
    public void A_cell_is_quoted_as_RFC_4180_says(string text, string cell) => Assert.Equal($"{cell}\r\n", Csv.Row(text));

    [Fact]
    public void Cells_stand_in_one_row() => Assert.Equal("1,\"a,b\",'=x\r\n", Csv.Row("1", "a,b", "=x"));
}
