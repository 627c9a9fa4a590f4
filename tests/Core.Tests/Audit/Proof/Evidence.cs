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

    /// <summary>One of the files that the ledger stands in after archiving: entries after one place up to another, which has a checkpoint.</summary>
    /// <param name="before">The file before it; null: it begins with the first entry.</param>
    /// <param name="isLast">It is the export, made later than the last checkpoint; otherwise an archive.</param>
    public List<string> Part(int after, int last, IEnumerable<string>? before, bool isLast = false)
    {
        var entries = Entries();
        var follows = before is null ? null : new ArchivedPart(new LedgerHead(after, entries[after - 1].Hash), $"audit-{after}.jsonl", Digest(before));
        var at = isLast ? At.AddMinutes(5) : Sign(last).At;
        List<string> lines = [AuditExport.Head(new LedgerHead(last, entries[last - 1].Hash), "", last - after, at, "auditor", Origin, follows), Key.Line()];
        if (before is not null) lines.Add(Sign(after).Line());
        foreach (var e in entries[after..last])
        {
            lines.Add(AuditExport.Full(e));
            if (Checkpoints.Contains((int)e.Seq)) lines.Add(Sign((int)e.Seq).Line());
        }
        return lines;
    }

    /// <summary>Two archives and the export: entries 1 to 4, 5 to 8 and 9 to 12.</summary>
    public List<List<string>> Parts()
    {
        var first = Part(0, 4, null);
        var second = Part(4, 8, first);
        return [first, second, Part(8, Count, second, isLast: true)];
    }

    public static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    public static string Digest(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text(lines))));

    /// <summary>Archives, and the export that follows them as the last.</summary>
    public static AuditFindings Verify(IReadOnlyList<IReadOnlyList<string>> files, IEnumerable<Checkpoint> anchors, params string[] keys)
    {
        using var verifier = new AuditVerifier(new AuditTrust([.. anchors.Select(a => new Anchored(a, "anchor.log"))], [.. keys]));
        for (var i = 0; i < files.Count; i++)
        {
            using var file = new MemoryStream(Encoding.UTF8.GetBytes(Text(files[i])));
            if (i == files.Count - 1) verifier.TakeExport(file, "export.jsonl");
            else if (!verifier.TakeArchive(file, $"archive-{i + 1}.jsonl")) break;
        }
        return verifier.End();
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
