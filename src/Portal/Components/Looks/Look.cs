namespace Portal.Components.Looks;

/// <summary>How a state is shown: never by colour alone.</summary>
/// <param name="Icon">Paths of a 24 x 24 icon, as MudBlazor's Icons have them.</param>
/// <param name="Word">A word or two.</param>
/// <param name="Why">The reason, where there is more to say: for the title; may be empty.</param>
public readonly record struct Look(string Icon, string Word, Tone Tone, string Why = "");

/// <summary>What a colour means, the same on every page.</summary>
public enum Tone
{
    /// <summary>Nothing to say: grey.</summary>
    Mute,

    /// <summary>As it should be: green.</summary>
    Ok,

    /// <summary>Under way: blue.</summary>
    Busy,

    /// <summary>Wants somebody's attention: amber.</summary>
    Wait,

    /// <summary>Wrong: red.</summary>
    Stop,

    /// <summary>Not known, which is not fine: violet.</summary>
    Unknown,
}

/// <summary>Names of the tones in the style sheets.</summary>
public static class Tones
{
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Ok => "ok",
        Tone.Busy => "busy",
        Tone.Wait => "wait",
        Tone.Stop => "stop",
        Tone.Unknown => "unk",
        _ => "mute",
    };
}
