using Portal.Core.Audit;
using Portal.Core.Audit.Proof;

namespace Portal.Core.Tests.Audit.Proof;

/// <summary>A ledger of which the older part stands in archives: two verifiers agree on all of it, on what is missing, and on what is wrong.</summary>
public sealed class ArchivedPartsTests : IDisposable
{
    private readonly Evidence _evidence = new();

    /// <summary>Gets the two archives and the export, and the anchors.</summary>
    /// <param name="First">The first wrong place.</param>
    private sealed record Way(int First, Action<List<List<string>>, List<Checkpoint>, Evidence> Do);

    private static readonly Dictionary<string, Way> Ways = new()
    {
        ["an archive between two dropped"] = new(5, (p, _, _) => p.RemoveAt(1)),
        ["two archives swapped"] = new(9, (p, a, _) => { a.RemoveRange(0, 1); (p[0], p[1]) = (p[1], p[0]); }),
        ["an archive given twice"] = new(5, (p, _, _) => p.Insert(1, p[0])),
        ["the export in an archive's place"] = new(9, (p, _, _) => p.Insert(2, p[1])),
        ["a word in the first archive"] = new(3, (p, _, _) => Replace(p[0], 3, "ü 3", "ü 9")),
        ["a word in the second archive"] = new(6, (p, _, _) => Replace(p[1], 6, "ü 6", "ü 9")),
        ["an entry removed from an archive"] = new(7, (p, _, _) => p[1].RemoveAt(Evidence.LineOf(p[1], 7))),
        ["an archive made anew with its chain and the old signature"] = new(4, (p, a, e) => { a.Clear(); var old = e.Sign(4).Line(); e.Bodies[2] = Evidence.Body(99); p[0] = e.Part(0, 4, null); p[0][^1] = old; }),
        ["an archive made anew without a signature"] = new(4, (p, a, e) => { a.Clear(); e.Checkpoints.Remove(4); e.Bodies[2] = Evidence.Body(99); p[0] = e.Part(0, 4, null); }),
        ["an archive made anew against the anchor"] = new(4, (p, a, e) => { var anchor = e.Sign(4); e.Bodies[2] = Evidence.Body(99); p[0] = e.Part(0, 4, null); a[0] = anchor; }),
        ["an archive's end cut off"] = new(4, (p, _, _) => p[0].RemoveRange(Evidence.LineOf(p[0], 4), 2)),
        ["an archive's end cut off and its head adapted"] = new(3, (p, a, e) => { e.Checkpoints.Clear(); p[0] = e.Part(0, 3, null); }),
        ["an archive cut at another signed place"] = new(3, (p, a, e) => { e.Checkpoints.Add(2); p[0] = e.Part(0, 2, null); }),
        ["an archive's last checkpoint gone"] = new(8, (p, _, _) => p[1].RemoveAt(p[1].Count - 1)),
        ["an archive's head changed"] = new(5, (p, _, _) => p[0][0] = p[0][0].Replace("auditor", "auditxr", StringComparison.Ordinal)),
        ["an archive's entry left out as a stub"] = new(5, (p, _, e) => p[0][Evidence.LineOf(p[0], 2)] = AuditExport.Stub(e.Entries()[1])),
        ["a checkpoint within an archive gone"] = new(9, (p, _, e) => { e.Checkpoints.Add(6); var with = e.Part(4, 8, p[0]); p[2] = e.Part(8, 12, with, isLast: true); }),
        ["other line ends in an archive"] = new(5, (p, _, _) => p[0][2] += "\r"),
        ["an archive of another installation"] = new(5, (p, a, _) => { a.RemoveAt(0); using var other = new Evidence(); p[0] = other.Part(0, 4, null); }),
        ["an archive that names another installation"] = new(5, (p, a, e) => { a.RemoveAt(0); p[0] = Elsewhere(p[0], e); }),
        ["an archive that names another installation, with the digest adapted"] = new(5, (p, a, e) => { a.RemoveAt(0); p[0] = Elsewhere(p[0], e); p[1] = e.Part(4, 8, p[0]); p[2] = e.Part(8, 12, p[1], isLast: true); }),
        ["a gap"] = new(9, (p, _, e) => { e.Checkpoints.Add(10); p[2] = e.Part(10, 12, p[1], isLast: true); }),
        ["an overlap"] = new(9, (p, _, e) => { e.Checkpoints.Add(6); p[2] = e.Part(6, 12, p[1], isLast: true); }),
        ["the first archive's head on the second"] = new(5, (p, _, _) => p[1][0] = p[0][0]),
        ["the second archive's head on the export"] = new(9, (p, _, _) => p[2][0] = p[1][0]),
        ["the export's head on the second archive"] = new(5, (p, _, _) => p[1][0] = p[2][0]),
        ["a head that follows nothing"] = new(9, (p, _, e) => p[2][0] = e.Export()[0]),
        ["a head with half of what it follows"] = new(9, (p, _, _) => p[2][0] = p[2][0].Replace("\"first\":9,", "", StringComparison.Ordinal)),
        ["a head that begins with entry 1 and follows something"] = new(9, (p, _, _) => p[2][0] = p[2][0].Replace("\"first\":9,", "\"first\":1,", StringComparison.Ordinal)),
        ["the hash that the head begins from"] = new(9, (p, _, e) => p[2][0] = p[2][0].Replace(Hex(e, 8), Hex(e, 7), StringComparison.Ordinal)),
        ["the digest that the head names"] = new(9, (p, _, _) => p[2][0] = p[2][0].Replace(Evidence.Digest(p[1]), Evidence.Digest(p[0]), StringComparison.Ordinal)),
        ["the checkpoint gone that the export begins from"] = new(9, (p, _, _) => p[2].RemoveAt(2)),
        ["another one in its place"] = new(9, (p, _, e) => p[2][2] = e.Sign(4).Line()),
        ["one of somebody else in its place"] = new(8, (p, _, _) => { using var other = new Evidence(); p[2][2] = other.Sign(8).Line(); }),
        ["a key slipped into an archive"] = new(9, (p, _, _) => { using var other = new Evidence(); p[2].Insert(2, other.Key.Line()); }),
        ["an empty archive"] = new(5, (p, _, _) => p[1].Clear()),
        ["an empty first archive"] = new(0, (p, _, _) => p[0].Clear()),
        ["no archive at all in the archive's place"] = new(5, (p, _, _) => p[1] = ["{}"]),
        ["the end cut off behind the archives"] = new(12, (p, _, _) => p[2].RemoveRange(Evidence.LineOf(p[2], 12), 2)),
        ["all but the archives cut off"] = new(9, (p, _, _) => p.RemoveAt(2)),
    };

    public static TheoryData<string> Names => [.. Ways.Keys];

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Tampering_with_archives_is_found_and_its_first_place_named_by_two_verifiers(string name)
    {
        var parts = _evidence.Parts();
        // The anchors' last one is of a time when no archive was made yet.
        var anchors = new List<Checkpoint> { _evidence.Sign(4), _evidence.Sign(8), _evidence.Sign(12, Evidence.At) };
        Ways[name].Do(parts, anchors, _evidence);

        var found = Evidence.Verify(parts, anchors);
        Assert.Equal(Ways[name].First, Assert.IsType<ChainCheck.Broken>(found.Result).Seq);
        Assert.Equal($"wrong {Ways[name].First}", OtherVerifier.Says(parts, anchors));
    }

    [Fact]
    public void With_all_archives_everything_is_whole_and_proven()
    {
        var (parts, anchors) = (_evidence.Parts(), new[] { _evidence.Sign(4), _evidence.Sign(12) });
        var found = Evidence.Verify(parts, anchors, _evidence.Key.Id);
        Assert.True(found is { IsWhole: true, IsTailProven: true, IsFromFirst: true });
        Assert.Equal((12, 12, 12), (found.Entries, found.SignedTo, found.AnchoredTo));
        Assert.Empty(found.Notes);
        Assert.Equal("whole 12 12", OtherVerifier.Says(parts, anchors));
    }

    [Fact]
    public void However_the_ledger_is_cut_at_signed_places_the_parts_are_whole_together()
    {
        foreach (var place in Enumerable.Range(1, Evidence.Count)) _evidence.Checkpoints.Add(place);
        foreach (var cuts in Enumerable.Range(0, 1 << (Evidence.Count - 1)).Where(cuts => cuts % 7 == 1))
        {
            var parts = Cut([.. Enumerable.Range(1, Evidence.Count - 1).Where(place => (cuts >> (place - 1) & 1) == 1)]);
            var found = Evidence.Verify(parts, [_evidence.Sign(12)], _evidence.Key.Id);
            Assert.True(found is { IsTailProven: true, IsFromFirst: true, Entries: 12 }, FindingsText.Of(found, true).First());
        }
    }

    [Fact]
    public void Without_the_earlier_part_that_is_what_both_say_and_what_is_there_is_verified()
    {
        var (parts, anchors) = (_evidence.Parts(), new[] { _evidence.Sign(4), _evidence.Sign(8), _evidence.Sign(12) });
        var found = Evidence.Verify([parts[2]], anchors, _evidence.Key.Id);
        Assert.True(found is { IsWhole: true, IsTailProven: true, IsFromFirst: false, First: 9, Entries: 4 });
        Assert.StartsWith("EARLIER PART NOT GIVEN: entries 9 to 12", FindingsText.Of(found, true).First(), StringComparison.Ordinal);
        Assert.Contains(found.Notes, note => note.Contains("1 of your anchors' checkpoints are of the earlier part", StringComparison.Ordinal));
        Assert.Equal("whole 12 12 from 9", OtherVerifier.Says([parts[2]], anchors));

        var two = Evidence.Verify([parts[1], parts[2]], [_evidence.Sign(4)]);
        Assert.True(two is { IsWhole: true, IsTailProven: false, First: 5, AnchoredTo: 4 });
        Assert.StartsWith("EARLIER PART NOT GIVEN, tail unproven: entries 5 to 12 follow from one another; none of your anchors confirms", FindingsText.Of(two, true).First(), StringComparison.Ordinal);
        Assert.Equal("whole 12 4 from 5", OtherVerifier.Says([parts[1], parts[2]], [_evidence.Sign(4)]));
    }

    [Theory]
    [InlineData("hash", 8)]
    [InlineData("place", 8)]
    [InlineData("checkpoint", 9)]
    [InlineData("entry", 9)]
    [InlineData("anchor", 8)]
    public void A_beginning_that_was_made_up_is_found_without_the_earlier_part_too(string what, int place)
    {
        var (part, anchors) = (_evidence.Parts()[2], new List<Checkpoint> { _evidence.Sign(8) });
        switch (what)
        {
            case "hash": part[0] = part[0].Replace(Hex(_evidence, 8), Hex(_evidence, 7), StringComparison.Ordinal); break;
            case "place": part[0] = part[0].Replace("\"first\":9", "\"first\":8", StringComparison.Ordinal); break;
            case "checkpoint": part.RemoveAt(2); break;
            case "entry": part.RemoveAt(3); break;
            default: anchors[0] = _evidence.Sign(8, origin: "elsewhere.test"); break;
        }
        Assert.Equal(place, Assert.IsType<ChainCheck.Broken>(Evidence.Verify([part], anchors).Result).Seq);
        Assert.Equal($"wrong {place}", OtherVerifier.Says([part], anchors));
    }

    [Fact]
    public void An_archive_alone_verifies_as_an_export_of_its_time_and_later_anchors_do_no_harm()
    {
        var first = _evidence.Parts()[0];
        var found = Evidence.Verify([first], [_evidence.Sign(4), _evidence.Sign(12)]);
        Assert.True(found is { IsWhole: true, IsTailProven: true, Entries: 4 });
        Assert.Contains(found.Notes, note => note.Contains("newer than this export", StringComparison.Ordinal));
        Assert.Equal("whole 4 4", OtherVerifier.Says([first], [_evidence.Sign(4), _evidence.Sign(12)]));
    }

    [Fact]
    public void A_head_without_an_end_or_a_time_is_refused_and_ends_nothing()
    {
        foreach (var name in new[] { "\"at\":\"2026-11-22T14:05:00.0000000Z\",", "\"export\":" })
        {
            var lines = _evidence.Export();
            lines[0] = lines[0].Replace(name, "\"x\":" + (name.StartsWith("\"at", StringComparison.Ordinal) ? "1," : ""), StringComparison.Ordinal);
            Assert.Equal(0, Assert.IsType<ChainCheck.Broken>(Evidence.Verify(lines, []).Result).Seq);
        }
    }

    private List<List<string>> Cut(int[] places)
    {
        var (parts, after) = (new List<List<string>>(), 0);
        foreach (var place in places)
        {
            parts.Add(_evidence.Part(after, place, parts.LastOrDefault()));
            after = place;
        }
        parts.Add(_evidence.Part(after, Evidence.Count, parts.LastOrDefault(), isLast: true));
        return parts;
    }

    private static List<string> Elsewhere(List<string> archive, Evidence evidence) =>
        [.. archive.Select(line => Checkpoint.Read(line) is { Seq: 4 } ? evidence.Sign(4, origin: "elsewhere.test").Line() : line.Replace(Evidence.Origin, "elsewhere.test", StringComparison.Ordinal))];

    private static string Hex(Evidence evidence, int seq) => Convert.ToHexStringLower(evidence.Entries()[seq - 1].Hash.AsSpan());

    private static void Replace(List<string> lines, int seq, string what, string by)
    {
        var at = Evidence.LineOf(lines, seq);
        Assert.Contains(what, lines[at], StringComparison.Ordinal);
        lines[at] = lines[at].Replace(what, by, StringComparison.Ordinal);
    }
}
