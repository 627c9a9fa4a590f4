namespace Portal.Remoting.Ssh;

/// <summary>Makes a server's text harmless: no control characters (terminal escapes), a bounded length.</summary>
internal static class PlainText
{
    private const int Longest = 2000;

    public static string Of(string text)
    {
        var cut = text.Length > Longest ? text[..Longest] + " ..." : text;
        return cut.Any(IsHarmful)
            ? string.Concat(cut.Select(c => c == '\t' ? ' ' : IsHarmful(c) ? '\uFFFD' : c))
            : cut;
    }

    // Beside the control characters: marks that turn the direction of text round, so that it reads as something else.
    private static bool IsHarmful(char c) =>
        char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029';
}
