using System.Collections.Immutable;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Portal.Components.Looks;
using Portal.Core.Pairs;

namespace Portal.Components.Pairs;

/// <summary>What <see cref="Controls.StateChip"/> draws, as markup in one piece: as components, the chips of a list's rows cost each circuit half a megabyte.</summary>
public static class RowChips
{
    /// <summary>A state; the texts are encoded, for some come from servers.</summary>
    public static MarkupString Of(Look look) => new(Chip(look, null));

    /// <summary>When all is in sync, one chip says so for all; else each that is not is named.</summary>
    public static MarkupString Of(ImmutableArray<SyncReading> sync)
    {
        if (sync.IsDefaultOrEmpty) return Of(LookOf.Unknown("No sync status is known."));
        var worst = sync.Where(s => !s.Status.Is(SyncStatus.Synchronized)).ToArray();
        return worst.Length == 0
            ? Of(LookOf.Sync(SyncStatus.Synchronized) with { Why = $"{string.Join(", ", sync.Select(PairShown.Label))}: Synchronized" })
            : new MarkupString($"<span class=\"chips\">{string.Concat(worst.Select(s => Chip(LookOf.Sync(s.Status), PairShown.Label(s))))}</span>");
    }

    private static string Chip(Look look, string? label) =>
        $"<span class=\"chip {look.Tone.Css()}\"{(look.Why.Length > 0 ? $" title=\"{Text(look.Why)}\"" : "")}>" +
        $"<svg class=\"glyph\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">{look.Icon}</svg>{(label is null ? "" : $"<span>{Text(label)}:</span>")}<span>{Text(look.Word)}</span></span>";

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
