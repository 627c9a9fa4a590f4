namespace Portal.Components.Layout;

/// <summary>Light or dark, or whatever the viewer's system prefers.</summary>
public enum ThemeChoice
{
    System,
    Light,
    Dark,
}

/// <summary>Reads and writes the choice; it lives in a cookie, so that the first paint is right already.</summary>
public static class ThemeChoices
{
    /// <summary>Name of the cookie; written by portal.js, readable by scripts, worth nothing to a thief.</summary>
    public const string Cookie = "portal-theme";

    public static ThemeChoice Parse(string? text) => text switch
    {
        "light" => ThemeChoice.Light,
        "dark" => ThemeChoice.Dark,
        _ => ThemeChoice.System,
    };

    /// <summary>Value of the document's data-theme attribute; null leaves it out, and the system decides.</summary>
    public static string? Attribute(this ThemeChoice choice) => choice switch
    {
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
        _ => null,
    };
}
