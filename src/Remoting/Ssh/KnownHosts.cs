using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>The known_hosts file of one pair: nothing but keys whose fingerprints the pair declares, under names of identities and not of addresses.</summary>
internal sealed class KnownHosts(string path, Pair pair)
{
    private readonly Lock _writing = new();

    public string Path => path;

    /// <summary>The name under which a server's keys stand: an address may move to the other server at a switchover.</summary>
    public static string Alias(PairId pair, Identity identity) => $"{pair}.{(identity == Identity.Primary ? "primary" : "secondary")}";

    /// <summary>Whether a pinned key of the server is on file, so that ssh can check it.</summary>
    public bool Has(Identity identity)
    {
        lock (_writing)
            return Read().Any(entry => entry.Name == Alias(pair.Id, identity));
    }

    /// <summary>Adds the keys that are pinned, and no other; says how many are on file then.</summary>
    public int Pin(Identity identity, IEnumerable<HostKey> shown)
    {
        lock (_writing)
        {
            var alias = Alias(pair.Id, identity);
            var pinned = shown.Where(key => pair[identity].HostKeys.Contains(key.Fingerprint)).ToImmutableArray();
            var lines = Read().Where(e => e.Name != alias || !pinned.Contains(e.Key))
                .Concat(pinned.Select(key => (Name: alias, Key: key)))
                .Select(e => $"{e.Name} {e.Key.Type} {e.Key.Base64}\n").ToImmutableArray();
            PrivateFile.Write(path, string.Concat(lines));
            return lines.Count(line => line.StartsWith(alias + " ", StringComparison.Ordinal));
        }
    }

    /// <summary>Drops what is not pinned (any more): declarations may have changed since the file was written.</summary>
    public void Prune()
    {
        lock (_writing)
            PrivateFile.Write(path, string.Concat(Read().Select(e => $"{e.Name} {e.Key.Type} {e.Key.Base64}\n")));
    }

    private ImmutableArray<(string Name, HostKey Key)> Read()
    {
        if (!File.Exists(path))
            return [];
        var entries = ImmutableArray.CreateBuilder<(string, HostKey)>();
        foreach (var line in File.ReadLines(path))
        {
            var name = line.Split(' ')[0];
            if (HostKey.Parse(line) is { } key && Identities.Both.Any(i => name == Alias(pair.Id, i) && pair[i].HostKeys.Contains(key.Fingerprint)))
                entries.Add((name, key));
        }

        return entries.ToImmutable();
    }
}
