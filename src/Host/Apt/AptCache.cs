using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Apt;

/// <summary>What apt's own lists say of packages, asked of nobody else: section and one line of description.</summary>
internal static class AptCache
{
    private const int AtOnce = 200;

    /// <summary>The updates with what is known of each; whatever cannot be read is left out, since it is for people to read and nothing rests on it.</summary>
    internal static async Task<IReadOnlyList<WireUpdate>> Describe(JobContext context, IReadOnlyList<WireUpdate> updates)
    {
        Dictionary<string, Stanza> known = new(StringComparer.Ordinal);
        foreach (WireUpdate[] some in updates.Chunk(AtOnce))
        {
            // Not into the job's log: there it would bury what was done.
            ToolResult shown = await Tool.Run(context.Roots.Program("apt-cache"), ["show", .. some.Select(u => $"{u.Name}={u.Candidate}")], _ => { }, context.Limit);
            foreach (Stanza stanza in Parse(shown.Lines))
                known.TryAdd($"{stanza.Package}={stanza.Version}", stanza);
        }
        return [.. updates.Select(u => Find(known, u) is { } stanza ? u with { Section = stanza.Section, Summary = stanza.Summary } : u)];
    }

    /// <summary>Reads 'Key: value' stanzas; lines that go on, and messages in between, are skipped.</summary>
    internal static IReadOnlyList<Stanza> Parse(IEnumerable<string> lines)
    {
        List<Stanza> stanzas = [];
        foreach (string line in lines)
        {
            if (Value(line, "Package") is { } package)
                stanzas.Add(new(package));
            else if (stanzas is [.., var last])
                stanzas[^1] = last.Take(line);
        }
        return stanzas;
    }

    // apt names a package of another architecture 'libc6:i386'; its list does not.
    private static Stanza? Find(Dictionary<string, Stanza> known, WireUpdate update) =>
        known.GetValueOrDefault($"{update.Name.Split(':')[0]}={update.Candidate}");

    private static string? Value(string line, string key) =>
        line.StartsWith(key + ": ", StringComparison.Ordinal) ? line[(key.Length + 2)..].Trim() : null;

    /// <summary>One package as the lists describe it.</summary>
    internal sealed record Stanza(string Package, string Version = "", string? Section = null, string? Summary = null)
    {
        internal Stanza Take(string line) => this switch
        {
            _ when Value(line, "Version") is { } version => this with { Version = version },
            _ when Value(line, "Section") is { } section => this with { Section = section },
            _ when (Value(line, "Description") ?? Value(line, "Description-en")) is { } summary => this with { Summary = summary },
            _ => this,
        };
    }
}
