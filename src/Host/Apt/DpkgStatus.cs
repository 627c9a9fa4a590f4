using System.Text;
using Portal.Host.Linux;

namespace Portal.Host.Apt;

/// <summary>dpkg's own list of packages, read from its files without running anything.</summary>
internal sealed class DpkgStatus
{
    private readonly Dictionary<string, string> _installed = [];
    private string _native = "";
    private readonly SortedSet<string> _unfinished = new(StringComparer.Ordinal);

    /// <summary>Packages that an operation has left between two states, in order of name.</summary>
    internal IReadOnlyCollection<string> Unfinished => _unfinished;

    /// <summary>The version that is fully installed; null when there is none. A name without ':architecture' is the system's own.</summary>
    internal string? Version(string name) => name.Contains(':', StringComparison.Ordinal)
        ? _installed.GetValueOrDefault(name)
        : _installed.GetValueOrDefault($"{name}:{_native}") ?? _installed.GetValueOrDefault($"{name}:all");

    /// <exception cref="IOException">The list is not there.</exception>
    internal static DpkgStatus Read(HostRoots roots)
    {
        const int mostTries = 5;
        for (int tries = 1; ; tries++)
        {
            try
            {
                return ReadOnce(roots);
            }
            catch (FileNotFoundException) when (tries < mostTries && File.Exists(roots.DpkgStatus))
            {
                // A running dpkg has merged a file of its journal since it was listed.
            }
        }
    }

    private static DpkgStatus ReadOnce(HostRoots roots)
    {
        DpkgStatus status = new();
        status.Add(File.ReadAllBytes(roots.DpkgStatus));
        // An operation that was cut off leaves its last changes here; the next dpkg merges them.
        if (Directory.Exists(roots.DpkgJournal))
        {
            foreach (string file in Directory.GetFiles(roots.DpkgJournal).Where(f => Path.GetFileName(f).All(char.IsAsciiDigit)).Order(StringComparer.Ordinal))
                status.Add(File.ReadAllBytes(file));
        }
        return status;
    }

    internal static DpkgStatus Parse(string text)
    {
        DpkgStatus status = new();
        status.Add(Encoding.UTF8.GetBytes(text));
        return status;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        Stanza stanza = default;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.IsEmpty)
            {
                Take(stanza);
                stanza = default;
            }
            else if (line[0] != ' ')
            {
                stanza.Read(line);
            }
        }
        Take(stanza);
    }

    private void Take(Stanza stanza)
    {
        if (stanza.Package is not { } name || stanza.Status?.Split(' ') is not [_, var error, var state])
            return;
        string key = $"{name}:{stanza.Architecture}";
        _installed.Remove(key);
        if (state is "installed" && error is "ok" && stanza.Version is { } version)
            _installed[key] = version;
        if (name == "dpkg")
            _native = stanza.Architecture ?? "";
        bool finished = error is "ok" && state is "installed" or "not-installed" or "config-files";
        if (finished)
            _unfinished.Remove(name);
        else
            _unfinished.Add(name);
    }

    private struct Stanza
    {
        internal string? Package;
        internal string? Status;
        internal string? Version;
        internal string? Architecture;

        internal void Read(ReadOnlySpan<byte> line)
        {
            if (line.StartsWith("Package: "u8))
                Package = Text(line[9..]);
            else if (line.StartsWith("Status: "u8))
                Status = Text(line[8..]);
            else if (line.StartsWith("Version: "u8))
                Version = Text(line[9..]);
            else if (line.StartsWith("Architecture: "u8))
                Architecture = Text(line[14..]);
        }

        private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value).Trim();
    }
}
