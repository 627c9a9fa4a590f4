using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>P6: whatever is done to an export or to the ledger before it, the first wrong place is named. Two verifiers that share no line of code agree.</summary>
public sealed partial class TamperTests
{
    /// <summary>What somebody did; gets the evidence before it is exported, and then the lines with the anchors.</summary>
    /// <param name="Before">To the ledger itself, with the chain made anew: somebody who owns the database.</param>
    /// <param name="After">To the export.</param>
    /// <param name="First">The first wrong place.</param>
    private sealed record Way(int First, Action<Evidence>? Before = null, Action<List<string>, List<Checkpoint>, Evidence>? After = null);

    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["one word of an entry"] = new(3, After: (l, _, _) => Replace(l, 3, "ü 3", "ü 9")),
        ["who did it"] = new(7, After: (l, _, _) => Replace(l, 7, "\"u7\"", "\"u6\"")),
        ["when"] = new(7, After: (l, _, _) => Replace(l, 7, "14:00:07", "14:00:06")),
        ["what kind"] = new(7, After: (l, _, _) => Replace(l, 7, "run.started", "run.aborted")),
        ["an entry with a hash that fits it"] = new(6, After: (l, _, e) => l[Evidence.LineOf(l, 6)] = Rehashed(e, 6)),
        ["an entry and the chain after it"] = new(4, Before: e => { e.Checkpoints.Clear(); }, After: (l, a, e) => Rewrite(l, a, e, b => b[2] = Evidence.Body(99))),
        ["an entry and the chain, with the old checkpoints left in"] = new(4, After: (l, a, e) => Rewrite(l, a, e, b => b[2] = Evidence.Body(99), keepCheckpoints: true)),
        ["an entry removed"] = new(7, After: (l, _, _) => l.RemoveAt(Evidence.LineOf(l, 7))),
        ["an entry removed and the chain closed"] = new(8, After: (l, a, e) => { a.RemoveAll(c => c.Seq < 8); Rewrite(l, a, e, b => b.RemoveAt(5)); }),
        ["an entry made up and the chain closed"] = new(8, After: (l, a, e) => { a.RemoveAll(c => c.Seq < 8); Rewrite(l, a, e, b => b.Insert(5, Evidence.Body(98))); }),
        ["an entry put in"] = new(6, After: (l, _, _) => l.Insert(Evidence.LineOf(l, 6), l[Evidence.LineOf(l, 6)].Replace("ü 6", "ü 66", StringComparison.Ordinal))),
        ["an entry doubled"] = new(7, After: (l, _, _) => l.Insert(Evidence.LineOf(l, 6), l[Evidence.LineOf(l, 6)])),
        ["two entries swapped"] = new(6, After: (l, _, _) => { var (x, y) = (Evidence.LineOf(l, 6), Evidence.LineOf(l, 7)); (l[x], l[y]) = (l[y], l[x]); }),
        ["the last entry cut off"] = new(12, After: (l, _, _) => l.RemoveRange(Evidence.LineOf(l, 12), l.Count - Evidence.LineOf(l, 12))),
        ["the end cut off and the head adapted"] = new(10, After: (l, a, e) => Rewrite(l, a, e, b => b.RemoveRange(9, 3))),
        ["the end cut off and the ledger resumed"] = new(12, After: (l, a, e) => { a.RemoveAll(c => c.Seq < 12); Rewrite(l, a, e, b => { b.RemoveRange(9, 3); b.AddRange([Evidence.Body(91), Evidence.Body(92), Evidence.Body(93)]); }); }),
        ["an old backup restored and resumed further"] = new(12, After: (l, a, e) => { a.RemoveAll(c => c.Seq < 12); Rewrite(l, a, e, b => { b.RemoveRange(6, 6); for (var i = 0; i < 9; i++) b.Add(Evidence.Body(80 + i)); }); }),
        ["a stub's digest"] = new(5, After: (l, _, _) => { var at = Evidence.LineOf(l, 5); l[at] = Stubbed().Replace(l[at], "\"bodySha256\":\"00"); }),
        ["a stub where an entry was, of another body"] = new(6, After: (l, _, e) => l[Evidence.LineOf(l, 6)] = AuditExport.Stub(e.Entries()[5] with { Body = Evidence.Body(77) })),
        ["a checkpoint moved back"] = new(8, After: (l, _, _) => { var at = l.FindIndex(x => x.Contains("\"seq\":8,\"hash\"", StringComparison.Ordinal)); (l[at], l[at - 1]) = (l[at - 1], l[at]); }),
        ["a checkpoint's hash"] = new(4, After: (l, _, _) => Mend(l, 4, c => c with { Hash = new string('a', 64) })),
        ["a checkpoint's time"] = new(4, After: (l, _, _) => Mend(l, 4, c => c with { At = c.At.AddDays(1) })),
        ["a checkpoint's signature"] = new(4, After: (l, _, _) => Mend(l, 4, c => c with { Signature = "MEUC" + c.Signature[4..^8] + "AAAAAAAA" })),
        ["a checkpoint signed by somebody else"] = new(4, After: (l, _, e) => { using var other = new Evidence(); Mend(l, 4, _ => other.Sign(4)); }),
        ["a checkpoint of another installation"] = new(4, After: (l, _, e) => Mend(l, 4, _ => e.Sign(4, origin: "elsewhere.test"))),
        ["a checkpoint that cannot be read"] = new(4, After: (l, _, _) => { var at = l.FindIndex(x => x.Contains("\"seq\":4,\"hash\"", StringComparison.Ordinal)); l[at] = l[at].Replace("\"at\":\"2026", "\"at\":\"Tuesday", StringComparison.Ordinal); }),
        ["a key slipped in"] = new(1, After: (l, _, _) => { using var other = new Evidence(); l.Insert(2, other.Key.Line()); }),
        ["a key under a known id"] = new(1, After: (l, _, e) => { using var other = new Evidence(); l[1] = (other.Key with { Id = e.Key.Id }).Line(); }),
        ["a successor that the key did not vouch for"] = new(1, After: (l, _, e) => { using var other = new Evidence(); using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256); l.Insert(2, (e.Successor(next) with { Signature = other.Successor(next).Signature }).Line()); }),
        ["an anchor of the wrong installation"] = new(4, After: (_, a, e) => a[0] = e.Sign(4, origin: "elsewhere.test")),
        ["an anchor that somebody else signed"] = new(4, After: (_, a, _) => { using var other = new Evidence(); a[0] = other.Sign(4); }),
        ["the head's number"] = new(13, After: (l, _, _) => l[0] = l[0].Replace("\"headSeq\":12", "\"headSeq\":13", StringComparison.Ordinal)),
        ["the head's hash"] = new(12, After: (l, _, _) => l[0] = HeadHash().Replace(l[0], $"\"headHash\":\"{new string('b', 64)}\"")),
        ["the head gone"] = new(0, After: (l, _, _) => l.RemoveAt(0)),
        ["a line that is no JSON"] = new(9, After: (l, _, _) => l[Evidence.LineOf(l, 9)] = "{"),
        ["an entry written another way"] = new(9, After: (l, _, _) => l[Evidence.LineOf(l, 9)] = l[Evidence.LineOf(l, 9)].Replace("\"body\":{", "\"body\": {", StringComparison.Ordinal)),
        ["a name that stands twice"] = new(9, After: (l, _, _) => Replace(l, 9, "\"kind\":\"run.started\"", "\"kind\":\"run.aborted\",\"kind\":\"run.started\"")),
        ["nothing left"] = new(0, After: (l, _, _) => l.Clear()),
    };

    public static TheoryData<string> Names => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tampering_is_found_and_its_first_place_named_by_two_verifiers(string name)
    {
        var way = Ways[name];
        using var evidence = new Evidence();
        way.Before?.Invoke(evidence);
        var anchors = new List<Checkpoint> { evidence.Sign(4), evidence.Sign(8), evidence.Sign(12) };
        var lines = evidence.Export(e => e.Seq != 5);
        way.After!(lines, anchors, evidence);

        var found = Evidence.Verify(lines, anchors);
        Assert.Equal(way.First, Assert.IsType<ChainCheck.Broken>(found.Result).Seq);
        Assert.Equal($"wrong {way.First}", OtherVerifier.Says(lines, anchors));
    }

    [Fact]
    public void More_than_twenty_five_ways_are_tried() => Assert.True(Ways.Count >= 25);

    // Somebody who owns the database makes the whole chain anew; they have no signing key, so checkpoints are gone, or stay as they were.
    private static void Rewrite(List<string> lines, List<Checkpoint> anchors, Evidence evidence, Action<List<string>> change, bool keepCheckpoints = false)
    {
        var old = lines.Where(line => line.StartsWith("{\"checkpoint\":", StringComparison.Ordinal)).Select(line => Checkpoint.Read(line)!).ToDictionary(c => c.Seq);
        evidence.Checkpoints.Clear();
        change(evidence.Bodies);
        lines.Clear();
        foreach (var line in evidence.Export(e => e.Seq != 5))
        {
            lines.Add(line);
            if (keepCheckpoints && old.FirstOrDefault(c => line.StartsWith($"{{\"seq\":{c.Key},", StringComparison.Ordinal)) is { Value: { } kept }) lines.Add(kept.Line());
        }
        if (keepCheckpoints) anchors.Clear();
    }

    private static void Replace(List<string> lines, int seq, string what, string by)
    {
        var at = Evidence.LineOf(lines, seq);
        Assert.Contains(what, lines[at], StringComparison.Ordinal);
        lines[at] = lines[at].Replace(what, by, StringComparison.Ordinal);
    }

    private static string Rehashed(Evidence evidence, int seq)
    {
        var entry = evidence.Entries()[seq - 1] with { Body = Evidence.Body(66) };
        // Its own hash fits; the next entry does not follow from it, but this one is signed by nobody.
        return AuditExport.Full(entry);
    }

    private static void Mend(List<string> lines, int seq, Func<Checkpoint, Checkpoint> change)
    {
        var at = lines.FindIndex(line => Checkpoint.Read(line)?.Seq == seq);
        lines[at] = change(Checkpoint.Read(lines[at])!).Line();
    }

    [GeneratedRegex("\"bodySha256\":\"[0-9a-f]{2}")]
    private static partial Regex Stubbed();

    [GeneratedRegex("\"headHash\":\"[0-9a-f]{64}\"")]
    private static partial Regex HeadHash();
}
