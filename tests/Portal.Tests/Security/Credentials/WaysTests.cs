using Portal.Security.Credentials;

namespace Portal.Tests.Security.Credentials;

public sealed class WaysTests
{
    private static readonly PasskeyName Key = new("AAAA", "Phone", DateTimeOffset.UnixEpoch);

    // has: p password only, t code app, k passkey, b both; the kinds that count, by their first letters.
    [Theory]
    [InlineData("p", Demand.Password, "P")]
    [InlineData("p", Demand.Totp, "")]
    [InlineData("p", Demand.Passkey, "")]
    [InlineData("t", Demand.Password, "TR")]
    [InlineData("t", Demand.Totp, "TR")]
    [InlineData("t", Demand.Passkey, "")]
    [InlineData("k", Demand.Password, "KR")]
    [InlineData("k", Demand.Totp, "KR")]
    [InlineData("k", Demand.Passkey, "K")]
    [InlineData("b", Demand.Password, "TKR")]
    [InlineData("b", Demand.Passkey, "K")]
    public void What_counts_follows_from_what_one_has_and_what_is_demanded(string has, Demand demand, string counts)
    {
        var enrolled = new Enrolled(has is "t" or "b", false, has == "p" ? 0 : 10, has is "k" or "b" ? [Key] : []);
        var letters = new Dictionary<ProofKind, char> { [ProofKind.Password] = 'P', [ProofKind.Totp] = 'T', [ProofKind.Passkey] = 'K', [ProofKind.RecoveryCode] = 'R' };

        Assert.Equal(counts, string.Concat(Enum.GetValues<ProofKind>().Where(kind => Ways.Counts(kind, enrolled, demand)).Select(kind => letters[kind])));
        Assert.Equal(counts.Length > 0, Ways.Any(enrolled, demand));
    }

    [Fact]
    public void The_strongest_of_what_was_filled_in_is_checked()
    {
        Assert.IsType<Credential.Passkey>(Credential.Of("p", "1", "{}"));
        Assert.IsType<Credential.Code>(Credential.Of("p", "1", ""));
        Assert.IsType<Credential.Password>(Credential.Of(null, " ", null));
        Assert.Equal("Password", new Credential.Password("a secret").ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080/x", "http://localhost:5080")]
    [InlineData("http://[::1]:5080/x", "http://localhost:5080")]
    [InlineData("https://10.0.0.7/x", "by its name")]
    public void At_an_address_of_numbers_the_page_says_where_passkeys_work(string address, string says) => Assert.Contains(says, Passkeys.WhyNotAt(new Uri(address)), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://localhost:5080/x")]
    [InlineData("https://portal.example.com/x")]
    public void At_a_name_passkeys_work(string address) => Assert.Null(Passkeys.WhyNotAt(new Uri(address)));
}
