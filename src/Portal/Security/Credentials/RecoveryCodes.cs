using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portal.Core.People;

namespace Portal.Security.Credentials;

/// <summary>Codes for the day on which the phone is lost: each counts once.</summary>
internal static class RecoveryCodes
{
    /// <summary>How many are made at once.</summary>
    public const int Number = 10;

    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>16 of 31 letters that are not mistaken for one another: 79 bits, so that a plain hash keeps them.</summary>
    public static ImmutableArray<string> New() =>
        [.. Enumerable.Range(0, Number).Select(_ => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4))))];

    /// <summary>What is kept of one; spaces, dashes and capital letters make no difference.</summary>
    public static byte[] Hash(UserId person, string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{person}:{string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant()}"));
}
