namespace Portal.Core.Audit.Proof;

/// <summary>What a verification found, for people: the same in the program and in the portal.</summary>
public static class FindingsText
{
    /// <summary>Sentences; the first one says it all.</summary>
    /// <param name="hadAnchors">Whether the person brought anchors along.</param>
    public static IEnumerable<string> Of(AuditFindings found, bool hadAnchors)
    {
        ArgumentNullException.ThrowIfNull(found);
        return Sentences(found, hadAnchors);
    }

    private static IEnumerable<string> Sentences(AuditFindings found, bool hadAnchors)
    {
        yield return found.Result switch
        {
            ChainCheck.Broken broken => $"WRONG at entry {broken.Seq}: {broken.Why}",
            _ when !found.IsFromFirst && found.IsTailProven => $"EARLIER PART NOT GIVEN: {Span(found)} follow from one another, and an anchor confirms the last one. {Unseen(found)}",
            _ when !found.IsFromFirst => $"EARLIER PART NOT GIVEN, tail unproven: {Span(found)} follow from one another; {Tail(found, hadAnchors)} {Unseen(found)}",
            _ when found.IsTailProven => $"WHOLE: {found.Entries} entries follow from one another, and an anchor confirms the last one.",
            _ => $"WHOLE, tail unproven: {found.Entries} entries follow from one another; {Tail(found, hadAnchors)}",
        };
        if (found.Result is ChainCheck.Broken) yield return $"The {found.Entries} entries before it{(found.IsFromFirst ? "" : $", from entry {found.First} on,")} follow from one another.";
        if (found.SignedTo > 0) yield return $"Signed up to entry {found.SignedTo}.";
        if (found.Stubs > 0) yield return $"{found.Stubs} of them stand here by their digest only: the export was filtered.";
        foreach (var note in found.Notes) yield return note;
    }

    private static string Span(AuditFindings found) => found.Entries == 0 ? "no entries" : $"entries {found.First} to {found.First + found.Entries - 1}";

    private static string Unseen(AuditFindings found) => $"Nothing is said about entries 1 to {found.First - 1}: they stand in an archive.";

    private static string Tail(AuditFindings found, bool hadAnchors) =>
        found.AnchoredTo >= found.First ? $"an anchor confirms them up to entry {found.AnchoredTo}, and what comes after it could have been changed."
        : hadAnchors ? "none of your anchors confirms one of them, so the end could have been cut off."
        : "no anchor was given, so the end could have been cut off.";
}
