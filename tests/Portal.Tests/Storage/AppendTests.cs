using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Tests.Storage;

public sealed class AppendTests : IDisposable
{
    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public void An_empty_ledger_ends_at_the_origin()
    {
        Assert.Equal(0, test.Ledger.Head.Seq);
        Assert.Equal(Chain.Origin, test.Ledger.Head.Hash);
        Assert.Empty(test.Ledger.All());
    }

    [Fact]
    public void What_was_appended_is_read_back_as_it_was_reported()
    {
        var done = Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry(), TestLedger.Entry("run.ended", """{ "b": 1, "a": "é\n" }""")));

        var read = test.Ledger.Read(TestLedger.Run);

        Assert.Equal([1L, 2L], read.Select(e => e.Version));
        Assert.Equal("""{"a":"é\n","b":1}""", read[1].Data);
        Assert.Equal(done.Entries.Select(e => e.Body), read.Select(e => e.Body));
        Assert.Equal(done.Entries[1].Hash.AsEnumerable(), read[1].Hash);
        Assert.Equal(test.Clock.GetUtcNow(), read[0].At);
        Assert.Equal(read[1].Hash.AsEnumerable(), test.Ledger.Head.Hash);
    }

    [Fact]
    public void The_body_is_the_canonical_text_of_all_that_the_entry_says_and_the_hash_covers_it()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry());

        var entry = test.Ledger.Read(TestLedger.Run)[0];

        Assert.Equal("""{"actor":"u1","at":"2026-11-22T14:00:00.0000000Z","data":{"text":"x"},"kind":"run.noted","stream":"run/20261122-K7F4Q","version":1}""", entry.Body);
        Assert.Equal(Chain.Origin.AsEnumerable(), entry.PreviousHash);
        Assert.Equal(Chain.Next(1, Chain.Origin.AsSpan(), entry.Body).AsEnumerable(), entry.Hash);
    }

    [Fact]
    public void The_body_is_canonical_as_it_is_put_together()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry("a.b-c", """{"z":[1,{"y":null,"x":"\u00e9\u0007\"\\"}],"a":"😀"}"""));

        var entry = test.Ledger.Read(TestLedger.Run)[0];

        Assert.Equal(CanonicalJson.Of(entry.Body), entry.Body);
    }

    [Fact]
    public void The_second_of_two_at_the_same_version_is_told_that_it_raced_and_leaves_nothing()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry("first"));

        var raced = Assert.IsType<Appended.Raced>(test.Append(TestLedger.Run, 0, TestLedger.Entry("second")));

        Assert.Equal(new Appended.Raced(TestLedger.Run, 0, 1), raced);
        Assert.Equal("first", Assert.Single(test.Ledger.All()).Kind);
    }

    [Fact]
    public void An_append_over_two_streams_is_all_or_nothing()
    {
        var other = new StreamId("pair/erp-db-01");
        test.Append(other, 0, TestLedger.Entry());

        var result = test.Ledger.Append([new StreamAppend(TestLedger.Run, 0, [TestLedger.Entry()]), new StreamAppend(other, 0, [TestLedger.Entry()])]);

        Assert.Equal(other, Assert.IsType<Appended.Raced>(result).Stream);
        Assert.Empty(test.Ledger.Read(TestLedger.Run));

        result = test.Ledger.Append([new StreamAppend(TestLedger.Run, 0, [TestLedger.Entry()]), new StreamAppend(other, 1, [TestLedger.Entry()])]);

        Assert.Equal([2L, 3L], Assert.IsType<Appended.Done>(result).Entries.Select(e => e.Seq));
    }

    [Fact]
    public void An_append_without_entries_only_asks_whether_the_stream_is_still_there()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry());

        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 1));
        Assert.IsType<Appended.Raced>(test.Append(TestLedger.Run, 0));
        Assert.Equal(1, test.Ledger.Head.Seq);
    }

    [Theory]
    [InlineData("run/1", "kind", "u1", "[]")]
    [InlineData("run/1", "kind", "u1", "not json")]
    [InlineData("run/1", "kind", "u1", """{"n":1.5}""")]
    [InlineData("run/1", "kind", "u1", """{"a":1,"a":2}""")]
    [InlineData("", "kind", "u1", "{}")]
    [InlineData("run/1", "two words", "u1", "{}")]
    [InlineData("run/1", "quo\"te", "u1", "{}")]
    [InlineData("run\\1", "kind", "u1", "{}")]
    [InlineData("run/1", "kind", "", "{}")]
    public void What_the_ledger_cannot_hold_is_a_bug_of_the_caller_and_leaves_nothing(string stream, string kind, string actor, string data)
    {
        var good = new StreamAppend(new StreamId("run/0"), 0, [TestLedger.Entry()]);
        var bad = new StreamAppend(new StreamId(stream), 0, [new NewEntry(kind, new UserId(actor), data)]);

        var fault = Assert.ThrowsAny<Exception>(() => test.Ledger.Append([good, bad]));

        Assert.IsNotType<LedgerUnavailableException>(fault);
        Assert.Empty(test.Ledger.All());
        Assert.IsType<Appended.Done>(test.Append(TestLedger.Run, 0, TestLedger.Entry()));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_reorder_the_ledger()
    {
        test.Append(TestLedger.Run, 0, TestLedger.Entry());
        test.Clock.AdjustTime(test.Clock.GetUtcNow().AddHours(-1));
        test.Append(TestLedger.Run, 1, TestLedger.Entry());

        var read = test.Ledger.Read(TestLedger.Run);

        Assert.Equal(read[0].At, read[1].At);
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
    }

    [Fact]
    public void It_is_all_there_after_opening_anew()
    {
        var before = test.Fill();

        var after = test.Reopen().All().ToImmutableArray();

        Assert.Equal(before.Select(e => e.Body), after.Select(e => e.Body));
        Assert.IsType<Appended.Done>(test.Append(new StreamId("run/even"), 5, TestLedger.Entry()));
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
    }
}
