using System.Collections.Immutable;
using Portal.Components.Looks;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Pairs;

/// <summary>One host key, shown or pinned or both.</summary>
public sealed record HostKeyLine(string Fingerprint, bool IsShown, bool IsPinned, Look Look)
{
    /// <summary>Pinned ones first. Only a key that is pinned and not shown, with none that agrees, is not equal: a server shows keys of several kinds.</summary>
    public static ImmutableArray<HostKeyLine> Of(ImmutableArray<string> pinned, ImmutableArray<string> shown)
    {
        var agree = shown.Any(pinned.Contains);
        return [.. pinned.Union(shown).Select(key => new HostKeyLine(key, shown.Contains(key), pinned.Contains(key), Verdict(key)))];

        Look Verdict(string key) => (shown.Contains(key), pinned.Contains(key)) switch
        {
            (true, true) => new Look(Filled.Check, "equal", Tone.Ok),
            (true, false) when pinned.IsEmpty => new Look(Filled.PriorityHigh, "compare, then pin", Tone.Wait),
            (false, true) when shown.IsEmpty => new Look(Filled.QuestionMark, "not shown now", Tone.Unknown),
            _ when agree => new Look(Outlined.Circle, "another kind of key", Tone.Mute),
            _ => new Look(Filled.GppBad, "not equal", Tone.Stop),
        };
    }
}
