using System.Globalization;
using System.Security.Cryptography;

namespace Portal.Browser.Tests.People;

/// <summary>A code app on somebody's phone: RFC 6238 on its own, from the secret that the page shows.</summary>
internal sealed class CodeApp
{
    private readonly byte[] _secret;
    private long _last;

    private CodeApp(string secret) => _secret = Decoded(secret.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Sets one up on the page of one's own security, with the password, and confirms it.</summary>
    /// <returns>The app, and the recovery codes.</returns>
    public static async Task<(CodeApp App, IReadOnlyList<string> Recovery)> SetUp(Viewer by, Func<string, Task> seen)
    {
        await by.GoPlain("/account/security");
        await seen("own security, password only");
        await by.Page.GetByLabel("Your password").FillAsync(by.Password);
        await by.Press("Set up a code app");
        await seen("own security, a code app to be scanned");
        var app = new CodeApp(await by.Page.Locator(".secret").InnerTextAsync());
        await by.Page.GetByLabel("First code of the app").FillAsync(app.Next());
        await by.Press("Confirm the code app");
        await by.Page.GetByText("The code app is set up.").WaitForAsync();
        await seen("own security, recovery codes");
        return (app, await by.Page.Locator(".codes li").AllInnerTextsAsync());
    }

    /// <summary>A code that was not used: of this moment, or of the next one, which a clock that differs may have.</summary>
    public string Next()
    {
        _last = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30, _last + 1);
        var counter = BitConverter.GetBytes(_last);
        if (BitConverter.IsLittleEndian) Array.Reverse(counter);
#pragma warning disable CA5350 // As the standard has it.
        var hash = HMACSHA1.HashData(_secret, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] Decoded(string base32)
    {
        var bits = string.Concat(base32.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
