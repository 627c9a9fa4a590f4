using Portal.Wiring.Configuration;

namespace Portal.Notifications;

/// <summary>Mail addresses, as narrow as people have them: one plain address, nothing that a header or a log could be bent with.</summary>
internal static class MailAddresses
{
    /// <summary>Longest address, characters.</summary>
    public const int Longest = 254;

    /// <summary>'name@host', ASCII; the name of 1 to 64 letters, digits and the usual signs.</summary>
    public static bool IsValid(string text)
    {
        if (text.Length > Longest || text.Count(c => c == '@') != 1) return false;
        var (name, host) = (text[..text.IndexOf('@', StringComparison.Ordinal)], text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..]);
        return name.Length is >= 1 and <= 64 && name.Split('.').All(part => part.Length > 0 && part.All(IsLetter))
            && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && Addresses.IsHost(host);
    }

    /// <summary>For a screen that does not need it whole: 'o…@example.com'.</summary>
    public static string Short(string address) => $"{address[0]}…{address[address.IndexOf('@', StringComparison.Ordinal)..]}";

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '-' or '/' or '=' or '?' or '^' or '_' or '`' or '{' or '|' or '}' or '~';
}
