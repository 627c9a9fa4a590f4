using Portal.Core.Audit;
using Portal.Core.Audit.Archiving;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Audit.Archiving;

public sealed class ArchiveFinderTests
{
    private static readonly PairId One = new("pair-1"), Two = new("pair-2");

    private static ArchiveLimits Everything(LivedLedger ledger) =>
        new(ledger.Now.AddDays(1), [.. Enumerable.Range(1, (int)ledger.Last).Select(i => (long)i)], ledger.Last);

    private static ArchiveCut.Here Here(LivedLedger ledger, ArchiveLimits limits) => Assert.IsType<ArchiveCut.Here>(ArchiveFinder.Find(ledger.Entries, limits));

    private static string Why(LivedLedger ledger, ArchiveLimits limits) => Assert.IsType<ArchiveCut.None>(ArchiveFinder.Find(ledger.Entries, limits)).Why;

    [Fact]
    public void What_is_folded_from_the_ledger_is_the_same_before_and_after_and_no_run_is_cut()
    {
        var (cuts, carried) = (0, 0L);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var ledger = LivedLedger.AtRandom(seed, random.Next(1, 160));
            var entries = ledger.Entries;
            var limits = new ArchiveLimits(
                entries.Count == 0 ? ledger.Now : entries[random.Next(entries.Count)].At.AddMinutes(random.Next(2)),
                [.. entries.Where(_ => random.Next(3) == 0).Select(e => e.Seq)],
                random.Next(4) == 0 ? random.Next(entries.Count + 1) : entries.Count);

            var found = ArchiveFinder.Find(entries, limits);
            var longest = entries.LastOrDefault(e => Fits(entries, limits, e.Seq));
            if (found is not ArchiveCut.Here cut)
            {
                Assert.Null(longest);
                Assert.EndsWith(".", ((ArchiveCut.None)found).Why, StringComparison.Ordinal);
                continue;
            }
            Assert.NotNull(longest);
            Assert.Equal((longest.Seq, 1L), (cut.Head.Seq, cut.First));
            Assert.Equal((longest.Hash, longest.At), (cut.Head.Hash, cut.At));
            Assert.Equal(cut.HeldBack is null, limits.Ends.All(end => end <= cut.Head.Seq || end > limits.ReadTo || entries[(int)end - 1].At >= limits.Before));

            LedgerEntry[] over = [.. entries.Where(e => e.Seq <= cut.Head.Seq && CarriedOver.Has(e.Stream))];
            LedgerEntry[] atHand = [.. over, .. entries.Where(e => e.Seq > cut.Head.Seq)];
            Assert.Equal(over.Length, cut.Carried);
            Assert.Equal(Present.Of(entries, new Dictionary<StreamId, long>()), Present.Of(atHand, Versions(entries, cut.Head.Seq)));
            Assert.Null(CarriedOver.Wrong(over, cut.Head.Seq, CarriedOver.Digest(over)));
            (cuts, carried) = (cuts + 1, carried + over.Length);
        }
        // Otherwise the seeds show nothing.
        Assert.True(cuts > 100 && carried > 1000, $"{cuts} cuts, {carried} carried");
    }

    [Fact]
    public void Archiving_again_after_an_archive_gives_the_same_as_archiving_once()
    {
        var agains = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var ledger = LivedLedger.AtRandom(seed, 120);
            var all = Everything(ledger);
            if (ArchiveFinder.Find(ledger.Entries, all with { Before = ledger.Entries[ledger.Entries.Count / 2].At }) is not ArchiveCut.Here first || Here(ledger, all) is not { } once || once.Head.Seq == first.Head.Seq) continue;
            var then = Assert.IsType<ArchiveCut.Here>(ArchiveFinder.Find(ledger.Entries.Skip((int)first.Head.Seq), all));
            Assert.Equal((first.Head.Seq + 1, once.Head.Seq, once.Carried - first.Carried), (then.First, then.Head.Seq, then.Carried));
            agains++;
        }
        Assert.True(agains > 50, $"{agains}");
    }

    [Fact]
    public void A_run_that_goes_on_keeps_itself_and_what_comes_after_its_beginning_and_is_named()
    {
        var ledger = new LivedLedger();
        ledger.Open(One);
        ledger.End(One);
        var whole = ledger.Last;
        var run = ledger.Open(Two);
        ledger.Open(One);
        ledger.End(One);
        var cut = Here(ledger, Everything(ledger));
        // The entry with which the run takes the pair is the pair's, and is carried over.
        Assert.Equal((whole + 1, 3), (cut.Head.Seq, cut.Carried));
        Assert.Contains($"Run {run} began with entry {whole + 2} and has not ended", cut.HeldBack, StringComparison.Ordinal);
        ledger.End(Two);
        Assert.Equal((ledger.Last, null), (Here(ledger, Everything(ledger)).Head.Seq, Here(ledger, Everything(ledger)).HeldBack));
    }

    [Fact]
    public void A_run_whose_emergency_nobody_reviewed_stays_and_leaves_with_its_review()
    {
        var ledger = new LivedLedger();
        ledger.BreakGlass(ledger.Open(One));
        ledger.End(One);
        var limits = Everything(ledger) with { Ends = [ledger.Last] };
        Assert.Contains("waits for the review of an emergency", Why(ledger, limits), StringComparison.Ordinal);
        ledger.Review();
        Assert.Contains($"has entries up to {ledger.Last}", Why(ledger, limits with { ReadTo = ledger.Last }), StringComparison.Ordinal);
        Assert.Equal(ledger.Last, Here(ledger, Everything(ledger)).Head.Seq);
    }

    [Fact]
    public void A_run_that_cannot_be_read_or_goes_on_after_its_end_stays()
    {
        var ledger = new LivedLedger();
        ledger.Add(new StreamId("run/strange"), "run.requested", """{"event":"run.dreamt"}""");
        Assert.Contains("Run strange began with entry 1 and cannot be read back", Why(ledger, Everything(ledger)), StringComparison.Ordinal);

        var haunted = new LivedLedger();
        var run = haunted.Open(One);
        haunted.End(One);
        haunted.Add(run, new RunEvent.Started());
        Assert.Contains("cannot be read back", Here(haunted, Everything(haunted)).HeldBack, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_leave_it_is_said_why()
    {
        var ledger = new LivedLedger();
        Assert.Equal("The ledger is empty.", Why(ledger, Everything(ledger)));
        ledger.Open(One);
        ledger.End(One);
        var all = Everything(ledger);
        Assert.Equal("No entry is older than 2026-11-22 02:00 UTC.", Why(ledger, all with { Before = ledger.Now }));
        Assert.StartsWith("No place outside has confirmed one of the entries from 1 to ", Why(ledger, all with { Ends = [] }), StringComparison.Ordinal);
        Assert.StartsWith("No place outside has confirmed", Why(ledger, all with { Ends = [ledger.Last + 9] }), StringComparison.Ordinal);
        Assert.StartsWith("What is told by entries after 0 is not yet sent", Why(ledger, all with { ReadTo = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_carried_over_and_then_changed_left_out_or_added_to_is_found()
    {
        var ledger = LivedLedger.AtRandom(7, 120);
        LedgerEntry[] carried = [.. ledger.Entries.Where(e => CarriedOver.Has(e.Stream))];
        var (digest, last) = (CarriedOver.Digest(carried), ledger.Last);
        Assert.True(carried.Length > 20);
        Assert.Null(CarriedOver.Wrong(carried, last, digest));

        ChainCheck.Broken Wrong(IEnumerable<LedgerEntry> changed) => Assert.IsType<ChainCheck.Broken>(CarriedOver.Wrong(changed, last, digest));
        LedgerEntry[] With(int at, LedgerEntry other) => [.. carried[..at], other, .. carried[(at + 1)..]];
        var third = carried[3];
        Assert.Equal(third.Seq, Wrong(With(3, third with { Body = third.Body.Replace("u-", "x-", StringComparison.Ordinal) })).Seq);
        Assert.Equal(third.Seq, Wrong(With(3, third with { Stream = Streams.People })).Seq);
        Assert.Equal(carried[2].Seq, Wrong([.. carried[..2], third, carried[2], .. carried[4..]]).Seq);
        Assert.Equal(carried[^1].Seq, Assert.IsType<ChainCheck.Broken>(CarriedOver.Wrong(carried, carried[^1].Seq - 1, digest)).Seq);
        // With a hash that fits, only the digest tells.
        var forged = third.Body.Replace("u-", "x-", StringComparison.Ordinal);
        Assert.Contains("made anew", Wrong(With(3, third with { Body = forged, Hash = Chain.Next(third.Seq, third.PreviousHash.AsSpan(), forged) })).Why, StringComparison.Ordinal);
        Assert.Contains("left out", Wrong(carried[1..]).Why, StringComparison.Ordinal);
        Assert.Contains("left out", Wrong([]).Why, StringComparison.Ordinal);
    }

    private static Dictionary<StreamId, long> Versions(IEnumerable<LedgerEntry> entries, long last) =>
        entries.Where(e => e.Seq <= last).GroupBy(e => e.Stream).ToDictionary(s => s.Key, s => s.Max(e => e.Version));

    // The same, said another way: each run stands on one side, and all that stand before the end are over.
    private static bool Fits(List<LedgerEntry> entries, ArchiveLimits limits, long end) =>
        limits.Ends.Contains(end) && end <= limits.ReadTo && entries[(int)end - 1].At < limits.Before
        && entries.Where(e => e.Stream.Value.StartsWith(Streams.RunPrefix, StringComparison.Ordinal)).GroupBy(e => e.Stream).All(run =>
            run.All(e => e.Seq > end) || (run.All(e => e.Seq <= end) && Run.Fold(run.Select(Streams.Read)) is { Ended: true, AwaitsReview: false }));
}
