using System.Collections.Immutable;
using Portal.Components.Controls;
using Portal.Core.Pairs;
using Portal.Core.Ports;

namespace Portal.Tests.Components;

public sealed class ProbeHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);

    private static ProbeBeat Beat(double ago, ServiceState state = ServiceState.Answers, double took = 0.01) => new(Now - TimeSpan.FromSeconds(ago), state, TimeSpan.FromSeconds(took));

    [Fact]
    public void Answers_alone_are_no_gap()
    {
        var history = ProbeHistory.Of([.. Enumerable.Range(1, 100).Reverse().Select(i => Beat(i * 0.05))], Now);

        Assert.Equal((0, TimeSpan.Zero, "50 ms"), (history.Failed, history.LongestGap, ProbeHistory.Pace(history.Every)));
    }

    [Fact]
    public void A_gap_lasts_from_the_last_answer_to_the_next_one()
    {
        ImmutableArray<ProbeBeat> beats = [Beat(10), Beat(9, ServiceState.Silent), Beat(8, ServiceState.Silent), Beat(7, took: 0.5), Beat(6)];

        Assert.Equal(TimeSpan.FromSeconds(10 - 7 - 0.01 + 0.5), ProbeHistory.Of(beats, Now).LongestGap);
    }

    [Fact]
    public void A_gap_that_goes_on_is_counted_up_to_now()
    {
        var history = ProbeHistory.Of([Beat(5), Beat(4, ServiceState.Silent), Beat(1, ServiceState.Silent)], Now);

        Assert.Equal(TimeSpan.FromSeconds(4.99), history.LongestGap);
    }

    [Fact]
    public void Half_a_second_with_one_silent_try_is_shown_as_silent()
    {
        var history = ProbeHistory.Of([Beat(3.1), Beat(3.05, ServiceState.Silent), Beat(3.02)], Now);

        Assert.Equal(ServiceState.Silent, Assert.Single(history.Bars, b => b is not null)!.State);
    }

    [Fact]
    public void What_is_older_than_a_minute_does_not_count() =>
        Assert.Equal(0, ProbeHistory.Of([Beat(61, ServiceState.Silent)], Now).Tries);

    [Theory]
    [InlineData(20.4, "20 ms")]
    [InlineData(999.2, "1 s")]
    [InlineData(2_000, "2 s")]
    public void The_pace_is_told_without_jitter(double milliseconds, string told) => Assert.Equal(told, ProbeHistory.Pace(TimeSpan.FromMilliseconds(milliseconds)));
}
