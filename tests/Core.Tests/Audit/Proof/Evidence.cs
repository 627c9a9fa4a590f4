using System.Security.Cryptography;
using System.Text;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Core.People;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>A small ledger with its export, its keys and its anchor, and everything that somebody could do to them.</summary>
internal sealed class Evidence : IDisposable
{
    public const string Origin = "portal.example.test";
    public static readonly DateTimeOffset At = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Evidence()
    {
        Key = SigningKey.First(_secret, At);
        for (var i = 1; i <= Count; i++) Bodies.Add(Body(i));
    }

    public const int Count = 12;

    public SigningKey Key { get; private set; }

    /// <summary>What the ledger holds, in order; changed and then made anew, a whole new chain comes of it.</summary>
    public List<string> Bodies { get; } = [];

    /// <summary>Places after which the export has a checkpoint of its own.</summary>
    public SortedSet<int> Checkpoints { get; } = [4, 8, Count];

    public static string Body(int i) => CanonicalJson.Of($$$"""{"actor":"u{{{i}}}","at":"2026-11-22T14:00:{{{i:00}}}.0000000Z","data":{"text":"said \u00fc {{{i}}}"},"kind":"run.started","stream":"run/{{{i}}}","version":1}""");

    public LedgerEntry[] Entries()
    {
        var (entries, previous) = (new List<LedgerEntry>(), Chain.Origin);
        foreach (var body in Bodies)
        {
            var hash = Chain.Next(entries.Count + 1, previous.AsSpan(), body);
            entries.Add(new LedgerEntry(entries.Count + 1, new StreamId("s"), entries.Count + 1, At, "x", new UserId("u1"), "{}", body, previous, hash));
            previous = hash;
        }
        return [.. entries];
    }

    public Checkpoint Sign(int seq, DateTimeOffset? at = null, string origin = Origin) =>
        Checkpoint.Sign(origin, new LedgerHead(seq, Entries()[seq - 1].Hash), at ?? At.AddSeconds(seq), Key, _secret);

    /// <summary>Another key from here on, which this one vouches for.</summary>
    public SigningKey Successor(ECDsa next) => SigningKey.After(next, Key, _secret, At.AddMinutes(1));

    /// <summary>The lines of the export: head, key, entries with checkpoints between.</summary>
    public List<string> Export(Func<LedgerEntry, bool>? isFull = null)
    {
        var entries = Entries();
        List<string> lines = [AuditExport.Head(new LedgerHead(entries[^1].Seq, entries[^1].Hash), "", entries.Length, At.AddMinutes(5), "auditor", Origin), Key.Line()];
        foreach (var e in entries)
        {
            lines.Add(isFull?.Invoke(e) == false ? AuditExport.Stub(e) : AuditExport.Full(e));
            if (Checkpoints.Contains((int)e.Seq)) lines.Add(Sign((int)e.Seq).Line());
        }
        return lines;
    }

    public static AuditFindings Verify(IEnumerable<string> lines, IEnumerable<Checkpoint> anchors, params string[] keys)
    {
        using var export = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        return AuditVerifier.Verify(export, new AuditTrust([.. anchors.Select(a => new Anchored(a, "anchor.log"))], [.. keys]));
    }

    /// <summary>First line of an entry in the export.</summary>
    public static int LineOf(List<string> lines, int seq) => lines.FindIndex(line => line.StartsWith($"{{\"seq\":{seq},", StringComparison.Ordinal));

    public void Dispose() => _secret.Dispose();
}
