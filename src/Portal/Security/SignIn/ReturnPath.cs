namespace Portal.Security.SignIn;

/// <summary>Where a sign-in leads: to a page of the portal, whatever the address asks for.</summary>
internal static class ReturnPath
{
    /// <summary>The path when it is one of ours, else the first page; '//elsewhere' and '/\elsewhere' lead away.</summary>
    public static string Of(string? asked) =>
        asked is ['/', ..] and not ['/', '/', ..]
        && !asked.Contains('\\', StringComparison.Ordinal) && !asked.Any(char.IsControl)
        && !asked.StartsWith("/account/", StringComparison.OrdinalIgnoreCase)
            ? asked
            : "/";
}
