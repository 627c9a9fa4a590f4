using System.Globalization;
using Portal.Host.Wire;

namespace Portal.Host.Linux;

/// <summary>Who holds the package manager's locks.</summary>
/// <param name="Holder">'apt-get (pid 812)'; "" when nobody; null when not known.</param>
/// <param name="Problem">Why it is not known; null when it is.</param>
internal sealed record PackageActivity(string? Holder, string? Problem);

/// <summary>Reads the kernel's list of file locks; takes none.</summary>
internal sealed class PackageLocks(HostRoots roots)
{
    private static readonly string[] Files =
        ["var/lib/dpkg/lock-frontend", "var/lib/dpkg/lock", "var/lib/apt/lists/lock", "var/cache/apt/archives/lock"];

    internal PackageActivity Holder()
    {
        if (TextFile.Lines(roots.At("proc/locks")) is not { } locks)
            return new(null, "/proc/locks cannot be read, so nobody knows whether a package operation is under way.");
        HashSet<ulong> inodes = [.. Files.Select(f => LibC.Inode(roots.At(f))).OfType<ulong>()];
        int? pid = Parse(locks, inodes);
        return new(pid is { } found ? Name(found) : "", null);
    }

    /// <summary>Finds the process in lines like '1: POSIX  ADVISORY  WRITE 812 00:2a:12345 0 EOF'; apt and dpkg use this kind; waiting ones ('->') do not hold.</summary>
    internal static int? Parse(IEnumerable<string> locks, IReadOnlySet<ulong> inodes)
    {
        foreach (string line in locks)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 6
                && words[1] == "POSIX"
                && words[5].Split(':') is [_, _, var inode]
                && ulong.TryParse(inode, CultureInfo.InvariantCulture, out ulong number)
                && inodes.Contains(number)
                && int.TryParse(words[4], CultureInfo.InvariantCulture, out int pid))
                return pid;
        }
        return null;
    }

    private string Name(int pid) =>
        TextFile.Read(roots.At($"proc/{pid}/comm"))?.Trim() is { Length: > 0 } name
            ? $"{TerminalText.Of(name)} (pid {pid})"
            : $"a process (pid {pid})";
}
