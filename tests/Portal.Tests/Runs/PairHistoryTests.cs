using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Live;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class PairHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);
    private readonly PairHistory _history = new();

    [Fact]
    public void A_slot_keeps_the_largest_backlog_of_its_five_seconds()
    {
        _history.Backlog(10, At(0));
        _history.Backlog(900, At(2));
        _history.Backlog(20, At(4.9));
        _history.Backlog(30, At(5));

        Assert.Equal([(Start, 900L), (At(5), 30L)], _history.Slots(At(5)).Select(s => (s.At, s.Backlog!.Value)));
    }

    [Fact]
    public void Where_nothing_was_seen_there_is_no_slot_and_no_zero()
    {
        _history.Backlog(10, At(0));
        _history.Backlog(10, At(60));
        Feel(61);

        var slots = _history.Slots(At(62));

        Assert.Equal([Start, At(60)], slots.Select(s => s.At));
        Assert.Equal((0, null), (slots[0].Tries, slots[0].Slowest));
    }

    [Fact]
    public void A_slot_of_tries_alone_does_not_know_the_backlog()
    {
        Feel(0);

        Assert.Null(Assert.Single(_history.Slots(At(1))).Backlog);
    }

    [Fact]
    public void Tries_are_counted_and_the_slowest_answer_kept()
    {
        Feel(0, took: 0.02);
        Feel(1, took: 0.2);
        Feel(2, ServiceState.Silent, took: 1);

        var slot = Assert.Single(_history.Slots(At(4)));

        Assert.Equal((3, 1, TimeSpan.FromSeconds(0.2)), (slot.Tries, slot.Silent, slot.Slowest!.Value));
    }

    [Fact]
    public void A_gap_lasts_from_the_end_of_the_last_answer_to_the_end_of_the_next_one()
    {
        Feel(0, took: 0.1);
        Feel(1, ServiceState.Silent, took: 0.5);
        Feel(3, took: 0.2);

        Assert.Equal(TimeSpan.FromSeconds(3.1), Assert.Single(_history.Slots(At(4))).Gap);
    }

    [Fact]
    public void What_nobody_looked_at_during_a_pause_is_no_gap()
    {
        Feel(0, took: 0.1);
        Feel(1, ServiceState.Silent, took: 0.5);
        _history.Pause();
        Feel(300, took: 0.2);

        Assert.Equal(TimeSpan.Zero, _history.Slots(At(301))[^1].Gap);
    }

    [Fact]
    public void No_more_than_fifteen_minutes_are_kept_whatever_the_pace()
    {
        for (var i = 0; i < 40_000; i++) Feel(i * 0.05);

        var slots = _history.Slots(At(2_000));

        Assert.InRange(slots.Length, 179, 181);
        Assert.All(slots, s => Assert.InRange(At(2_000) - s.At, TimeSpan.Zero, HistorySlot.Span));
    }

    [Fact]
    public void A_history_that_nothing_was_added_to_grows_old_by_itself()
    {
        Feel(0);

        Assert.Empty(_history.Slots(At(1_000)));
    }

    [Fact]
    public void A_clock_that_was_set_back_goes_on_in_the_open_slot()
    {
        _history.Backlog(10, At(100));
        _history.Backlog(40, At(20));

        Assert.Equal(40, Assert.Single(_history.Slots(At(100))).Backlog);
    }

    private void Feel(double at, ServiceState state = ServiceState.Answers, double took = 0.01) => _history.Felt(new ProbeBeat(At(at), state, TimeSpan.FromSeconds(took)), At(at));

    private static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);
}
