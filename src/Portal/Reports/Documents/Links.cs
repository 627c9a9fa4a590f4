namespace Portal.Reports.Documents;

/// <summary>Links of a file back to the portal.</summary>
public static class Links
{
    /// <summary>The whole address; null where the portal's own is not known, or the address is no path of the portal: nothing else is ever linked to.</summary>
    /// <param name="portal">Where people open the portal.</param>
    /// <param name="path">'/audit/entries/12'.</param>
    public static string? To(Uri? portal, string? path) =>
        portal is not null && path is ['/', not ('/' or '\\'), ..] && Uri.TryCreate(portal, path, out var whole) && whole.Host == portal.Host && whole.Scheme == portal.Scheme ? whole.AbsoluteUri : null;
}
