using System.Globalization;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Components.Runs;

/// <summary>Sentences about what users notice of a switchover.</summary>
public static class Interruptions
{
    public static string Sentence(Interruption gap) => gap.Failed == 0
        ? string.Create(CultureInfo.InvariantCulture, $"All {gap.Tries:N0} tries were answered, at most {Words.Span(gap.LongestGap)} apart.")
        : string.Create(CultureInfo.InvariantCulture, $"Users were without service for {Words.Span(gap.LongestGap)}: {gap.Failed:N0} of {gap.Tries:N0} tries failed.");

    /// <param name="last">Of the pair's last switchover; null when none was measured.</param>
    public static string Expected(TimeSpan? last) =>
        last is { } gap ? $"Users noticed {Words.Span(gap)} last time." : "Users may notice a short interruption; none was measured on this pair yet.";
}
