using System.Text;
using Portal.Security.Credentials;

namespace Portal.Tests.Security.Credentials;

public sealed class TotpTests
{
    private static readonly byte[] Rfc = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(code, Totp.Code(Rfc, Totp.StepAt(at)));
        Assert.Equal(Totp.StepAt(at), Totp.Match(Rfc, code, at));
    }

    [Fact]
    public void A_code_counts_one_step_early_or_late_and_no_longer()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var code = Totp.Code(Rfc, Totp.StepAt(at));

        Assert.NotNull(Totp.Match(Rfc, code, at.AddSeconds(-30)));
        Assert.NotNull(Totp.Match(Rfc, code, at.AddSeconds(59)));
        Assert.Null(Totp.Match(Rfc, code, at.AddSeconds(60)));
        Assert.Null(Totp.Match(Rfc, code, at.AddSeconds(-31)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870820")]
    [InlineData("２８７０８２")]
    public void What_is_no_code_matches_nothing(string code) => Assert.Null(Totp.Match(Rfc, code, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void An_app_reads_the_secret_in_base_32()
    {
        Assert.Equal("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", Totp.Text(Rfc));
        Assert.Equal("otpauth://totp/Rolling%20Patch%20Portal%3Asecond.admin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Rolling%20Patch%20Portal", Totp.Address(Rfc, "second.admin"));
        Assert.Equal(Totp.SecretLength, Totp.NewSecret().Length);
    }
}
