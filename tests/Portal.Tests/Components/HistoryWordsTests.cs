using System.Collections.Immutable;
using Portal.Components.Pairs;
using Portal.Live;

namespace Portal.Tests.Components;

public sealed class HistoryWordsTests
{
    private const long Limit = 1_048_576;
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 21, 0, 2, TimeSpan.Zero);

    [Fact]
    public void Nothing_known_is_said_and_not_drawn_as_zero()
    {
        Assert.Equal("Not known in this time.", HistoryWords.Backlog([], Limit));
        Assert.Equal("Not tried in this time.", HistoryWords.Service([]));
        var data = ChartData.Backlog([Slot(60, backlog: 0)], Now, Limit, "pair");
        Assert.Equal(0, Assert.Single(data.Values, v => v is not null));
        Assert.Equal(180, data.Values.Count(v => v is null));
    }

    [Fact]
    public void The_backlog_says_what_it_is_was_at_most_and_how_long_it_was_above_the_limit()
    {
        ImmutableArray<HistorySlot> history = [.. Whole(backlog: 2048).SetItem(100, Slot(400, backlog: 3 * Limit)).SetItem(101, Slot(395, backlog: 2 * Limit))];

        Assert.Equal("2 KB at last, 3 MB at most, above the limit of 1 MB for about 10 s.", HistoryWords.Backlog(history, Limit));
    }

    [Fact]
    public void A_service_that_always_answered_says_how_slowly_at_worst() =>
        Assert.Equal("All 905 tries were answered, the slowest took 12 ms.", HistoryWords.Service(Whole(tries: 5, slowest: 12)));

    [Fact]
    public void A_service_that_was_silent_says_how_often_and_how_long() =>
        Assert.Equal("2 of 905 tries were not answered; the longest time without an answer was 2.4 s.",
            HistoryWords.Service(Whole(tries: 5, slowest: 12).SetItem(4, Slot(880, tries: 5, silent: 2, slowest: 3) with { Gap = TimeSpan.FromSeconds(2.4) })));

    [Fact]
    public void What_was_seen_only_for_some_minutes_says_so() =>
        Assert.EndsWith("; seen in 10 s of 15 min.", HistoryWords.Service([Slot(10, tries: 5, slowest: 1), Slot(5, tries: 5, slowest: 1)]), StringComparison.Ordinal);

    [Fact]
    public void A_minute_of_the_table_has_the_worst_of_its_slots_and_the_newest_stands_first()
    {
        var minutes = HistoryWords.Minutes([Slot(62, backlog: 5, tries: 5, slowest: 9), Slot(57, backlog: 7, tries: 5, silent: 1, slowest: 4), Slot(2, tries: 3)]);

        Assert.Equal([Now.AddSeconds(-2), Now.AddSeconds(-62)], minutes.Select(m => m.At));
        Assert.Equal((7L, 10, 1, 9.0), (minutes[1].Backlog!.Value, minutes[1].Tries, minutes[1].Silent, minutes[1].Slowest!.Value.TotalMilliseconds));
        Assert.Null(minutes[0].Backlog);
    }

    [Fact]
    public void Each_slot_lies_in_its_place_and_the_newest_at_the_end()
    {
        var data = ChartData.Service([Slot(902, tries: 1, slowest: 8), Slot(7, tries: 4, silent: 1, slowest: 2), Slot(2, tries: 2, slowest: 1)], Now, "pair");

        Assert.Equal((181, Now.ToUnixTimeSeconds() - 902), (data.Values.Length, data.Start));
        Assert.Equal([8, 2, 1], data.Values.Where(v => v is not null));
        Assert.Equal((1.0, 2.0, 8.0), (data.Values[^1], data.Values[^2], data.Values[0]));
        Assert.Equal((1, 0), (data.Silent!.Value[^2], data.Silent.Value[^1]));
    }

    [Theory]
    [InlineData(0.04, "under 1 ms")]
    [InlineData(3.25, "3.3 ms")]
    [InlineData(48.2, "48 ms")]
    [InlineData(1390, "1.39 s")]
    public void Answers_are_told_with_their_unit(double milliseconds, string told) => Assert.Equal(told, HistoryWords.Milliseconds(TimeSpan.FromMilliseconds(milliseconds)));

    private static ImmutableArray<HistorySlot> Whole(long? backlog = null, int tries = 0, double? slowest = null) =>
        [.. Enumerable.Range(0, 181).Select(i => Slot(902 - (i * 5), backlog, tries, 0, slowest))];

    private static HistorySlot Slot(double ago, long? backlog = null, int tries = 0, int silent = 0, double? slowest = null) =>
        new(Now.AddSeconds(-ago), backlog, tries, silent, slowest is { } ms ? TimeSpan.FromMilliseconds(ms) : null, TimeSpan.Zero);
}
