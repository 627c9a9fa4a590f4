using System.Globalization;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Apt;

/// <summary>What went wrong, in a sentence, and what to do about it.</summary>
internal sealed record AptFailure(string Detail, string Remedy)
{
    /// <summary>Of an installation or its simulation.</summary>
    internal static AptFailure OfInstall(ToolResult ran) => Explain(ran, Causes);

    /// <summary>Of a refresh of the lists: a file that is missing there is a list, not an approved version.</summary>
    internal static AptFailure OfUpdate(ToolResult ran) => Explain(ran, [.. Causes.Where(c => c != Vanished)]);

    /// <summary>Reads apt's and dpkg's output; the cause that hides others comes first.</summary>
    private static AptFailure Explain(ToolResult ran, IEnumerable<Func<IReadOnlyList<string>, AptFailure?>> causes)
    {
        foreach (Func<IReadOnlyList<string>, AptFailure?> cause in causes)
        {
            if (cause(ran.Lines) is { } found)
                return found;
        }
        string said = ran.Lines.LastOrDefault(l => l.StartsWith("E: ", StringComparison.Ordinal)) ?? ran.Lines.LastOrDefault() ?? "it printed nothing";
        return new(
            $"apt ended with {ran.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "no exit code"}: {Said(said)}",
            "Read the step's output, set the cause right on the server, then retry the step.");
    }

    private static readonly Func<IReadOnlyList<string>, AptFailure?>[] Causes =
    [
        Lock,
        NoSpace,
        l => Found(l, "dpkg was interrupted") is null ? null : new(
            "An earlier package operation was cut off and dpkg is half way through it.",
            "Run 'dpkg --configure -a' on the server, then retry the step."),
        HashMismatch,
        Vanished,
        NotFetched,
        l => Found(l, "Held packages were changed", "held broken packages") is not { } s ? null : new(
            $"A package of the list is held on this server: {Said(s)}",
            "See 'apt-mark showhold': release the hold, or plan again without the package."),
        l => Found(l, "unauthenticated packages", "is not signed", "NO_PUBKEY", "EXPKEYSIG") is not { } s ? null : new(
            $"The repository's signature was not accepted: {Said(s)}",
            "Install the repository's current key on the server, then retry the step."),
        l => Found(l, "Packages were downgraded") is null ? null : new(
            "The list contains an older version than the installed one; downgrades are not done.",
            "Scan again and plan with the new list."),
        l => Found(l, "remove is disabled", "Unmet dependencies", "unmet dependencies") is null ? null : new(
            "The approved versions do not fit together with what is installed.",
            "Scan again and plan with the new list; see the step's output for the packages."),
        NotConfigured,
    ];

    private static AptFailure? Lock(IReadOnlyList<string> lines)
    {
        if (Found(lines, "E: Could not get lock", "E: Unable to lock", "E: Unable to acquire the dpkg frontend lock") is null)
            return null;
        // After waiting, apt's last word leaves the holder out; the lines before name it.
        const string mark = "held by process ";
        string? said = Found(lines, mark);
        string holder = said is null ? "another process" : $"process {said[(said.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].TrimEnd('.')}";
        return new($"The package manager is locked by {holder}.", "Wait for it to end (or end it on the server), then retry the step.");
    }

    private static AptFailure? NoSpace(IReadOnlyList<string> lines) =>
        Found(lines, "No space left on device", "don't have enough free space") is not { } said ? null : new(
            $"No space is left on a file system of the server: {Said(said)}",
            "Free space there ('df -h'; 'apt-get clean'), run 'dpkg --configure -a', then retry the step.");

    private static AptFailure? HashMismatch(IReadOnlyList<string> lines) =>
        Found(lines, "Hash Sum mismatch", "has unexpected size", "Mirror sync in progress") is null ? null : new(
            "A file of the repository did not match its checksum; nothing of it was installed.",
            "Wait for the repository (or its mirror) to be complete and right, then retry the step.");

    private static AptFailure? Vanished(IReadOnlyList<string> lines) =>
        Found(lines, "' was not found", "Unable to locate package", "has no installation candidate", "  404  ", "File not found", "Failed to stat") is not { } said ? null : new(
            $"An approved version has vanished from the repository: {Said(said)}",
            "Scan again and plan with the versions that the repository has now.");

    private static AptFailure? NotFetched(IReadOnlyList<string> lines) =>
        Found(lines, "Failed to fetch", "Some index files failed to download", "Could not resolve", "Unable to fetch", "does not have a Release file", "no longer has a Release file") is not { } said ? null : new(
            $"The repository could not be read: {Said(said)}",
            "Check that the server reaches its repositories (name resolution, proxy, mirror), then retry the step.");

    private static AptFailure? NotConfigured(IReadOnlyList<string> lines)
    {
        int at = lines.ToList().FindIndex(l => l.StartsWith("Errors were encountered while processing", StringComparison.Ordinal));
        if (at < 0)
            return null;
        string names = string.Join(", ", lines.Skip(at + 1).TakeWhile(l => l.StartsWith(' ')).Select(l => l.Trim()));
        return new(
            $"dpkg could not finish {names}.",
            "Read the package's message in the step's output, set its cause right, run 'dpkg --configure -a' on the server, then retry the step.");
    }

    /// <summary>The first line with one of the texts; apt's own last word ('E: ') before what led to it.</summary>
    private static string? Found(IReadOnlyList<string> lines, params string[] texts) =>
        lines.OrderBy(l => l.StartsWith("E: ", StringComparison.Ordinal) ? 0 : 1)
            .FirstOrDefault(l => texts.Any(t => l.Contains(t, StringComparison.Ordinal)));

    private static string Said(string line)
    {
        string text = line.Trim();
        if (text.StartsWith("E: ", StringComparison.Ordinal) || text.StartsWith("W: ", StringComparison.Ordinal))
            text = text[3..];
        return TerminalText.Of(text.Length > 300 ? text[..300] : text).Trim('.', ' ') + ".";
    }
}
