using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Core.Tests.Audit;

public sealed class AuditExportTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    private static readonly LedgerEntry[] Entries = Make(6);

    [Fact]
    public void A_whole_export_verifies_up_to_its_head()
    {
        var whole = Assert.IsType<ChainCheck.Whole>(Verify(Lines(_ => true)));

        Assert.Equal(6, whole.Head.Seq);
        Assert.Equal(Entries[^1].Hash, whole.Head.Hash);
    }

    [Fact]
    public void What_was_left_out_is_gone_and_the_chain_still_verifies()
    {
        var lines = Lines(e => e.Seq is 2 or 5);

        Assert.IsType<ChainCheck.Whole>(Verify(lines));
        Assert.DoesNotContain(lines, l => l.Contains("secret 3", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("secret 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("altered", 2)]
    [InlineData("removed", 3)]
    [InlineData("doubled", 3)]
    [InlineData("reordered", 2)]
    [InlineData("stub-altered", 4)]
    [InlineData("relinked", 2)]
    [InlineData("cut", 6)]
    [InlineData("no-head", 0)]
    [InlineData("not-json", 3)]
    [InlineData("empty", 0)]
    public void An_altered_export_names_the_first_place(string how, long place)
    {
        var lines = Lines(e => e.Seq != 4);
        switch (how)
        {
            case "altered": lines[2] = lines[2].Replace("secret 2", "secret 9", StringComparison.Ordinal); break;
            case "removed": lines.RemoveAt(3); break;
            case "doubled": lines.Insert(3, lines[2]); break;
            case "reordered": (lines[2], lines[3]) = (lines[3], lines[2]); break;
            case "stub-altered": lines[4] = lines[4].Replace("\"bodySha256\":\"", "\"bodySha256\":\"00", StringComparison.Ordinal); break;
            case "relinked": lines[2] = lines[2].Replace(Hex(Entries[0]), Hex(Entries[4]), StringComparison.Ordinal); break;
            case "cut": lines.RemoveAt(6); break;
            case "no-head": lines.RemoveAt(0); break;
            case "not-json": lines[3] = "{"; break;
            default: lines.Clear(); break;
        }

        Assert.Equal(place, Assert.IsType<ChainCheck.Broken>(Verify(lines)).Seq);
    }

    private static ChainCheck Verify(IEnumerable<string> lines) => Proof.Evidence.Verify(lines, []).Result;

    private static string Hex(LedgerEntry entry) => Convert.ToHexStringLower(entry.Hash.AsSpan());

    private static List<string> Lines(Func<LedgerEntry, bool> isIn) =>
    [
        AuditExport.Head(new LedgerHead(Entries[^1].Seq, Entries[^1].Hash), "", 6, At, "first"),
        .. Entries.Select(e => isIn(e) ? AuditExport.Full(e) : AuditExport.Stub(e)),
    ];

    private static LedgerEntry[] Make(int count)
    {
        var entries = new List<LedgerEntry>();
        var previous = Chain.Origin;
        for (var seq = 1; seq <= count; seq++)
        {
            var body = CanonicalJson.Of($$$"""{"data":{"text":"secret {{{seq}}}"},"kind":"x"}""");
            var hash = Chain.Next(seq, previous.AsSpan(), body);
            entries.Add(new LedgerEntry(seq, new StreamId("s"), seq, At, "x", new UserId("u1"), "{}", body, previous, hash));
            previous = hash;
        }
        return [.. entries];
    }
}
