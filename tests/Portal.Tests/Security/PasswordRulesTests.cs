using Portal.Security.Passwords;

namespace Portal.Tests.Security;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("horse staple battery")]
    [InlineData("alllowercaseandlong")]
    [InlineData("Übergröße für zwölf")]
    [InlineData("7f3k-99xp-2mm4-qq81")]
    public void A_long_password_needs_no_special_signs(string password) => Assert.Null(PasswordRules.Objection("operator", password));

    [Theory]
    [InlineData("elevenchars")]
    [InlineData("P4ssw0rd!2026")]
    [InlineData("password-123456")]
    [InlineData("Changeme1234")]
    [InlineData("qwertyuiop12")]
    [InlineData("aaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("the.Operator.is.me")]
    [InlineData("Summer2026!!!")]
    public void What_everybody_tries_is_refused_with_a_sentence(string password) =>
        Assert.EndsWith(".", PasswordRules.Objection("operator", password), StringComparison.Ordinal);

    [Fact]
    public void A_password_of_129_characters_is_refused() =>
        Assert.NotNull(PasswordRules.Objection("operator", string.Concat(Enumerable.Repeat("correct horse ", 10))[..129]));
}
