using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;

namespace Portal.Core.Tests.Runs;

public sealed class InterruptionMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void The_gap_lies_between_the_ends_of_two_answered_tries()
    {
        var seen = InterruptionMeter.Of([Answered(0, 5), Failed(50, 10), Failed(100, 1000), Answered(150, 30), Answered(200, 5)], Every);
        Assert.Equal(new(TimeSpan.FromMilliseconds(175), 5, 2, Every), seen);
    }

    [Fact]
    public void Answers_that_overtake_a_slow_one_are_counted_when_they_came()
    {
        // The try of 0 ms ends last; in between others were answered every 50 ms.
        var beats = new[] { Answered(0, 200), Answered(50, 5), Answered(100, 5), Answered(150, 5), Answered(200, 5) };
        Assert.Equal(TimeSpan.FromMilliseconds(50), InterruptionMeter.Of(beats, Every).LongestGap);
    }

    [Fact]
    public void Without_two_answers_there_is_no_gap()
    {
        Assert.Equal(TimeSpan.Zero, InterruptionMeter.Of([], Every).LongestGap);
        Assert.Equal(TimeSpan.Zero, InterruptionMeter.Of([Answered(0, 5), Failed(50, 1000)], Every).LongestGap);
    }

    [Fact]
    public void A_gap_that_still_lasts_is_shown_as_long_as_it_is()
    {
        var meter = InterruptionMeter.Start(Every).Add(Answered(0, 10)).Add(Failed(50, 1000));
        Assert.Equal(TimeSpan.FromMilliseconds(1990), meter.LongestUntil(Start.AddSeconds(2)));
        Assert.Equal(Start.AddMilliseconds(10), meter.LastAnswer);
        Assert.Null(InterruptionMeter.Start(Every).LastAnswer);
    }

    [Fact]
    public void What_is_folded_one_by_one_equals_what_the_ends_say()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 500; round++)
        {
            var beats = Enumerable.Range(0, 60)
                .Select(i => random.Next(3) == 0 ? Failed(i * 50, random.Next(1000)) : Answered(i * 50, random.Next(1000)))
                .ToList();
            var ends = beats.Where(beat => beat.State == ServiceState.Answers).Select(beat => beat.At + beat.Took).Order().ToList();
            var longest = ends.Zip(ends.Skip(1), (a, b) => b - a).Max();
            Assert.Equal(longest, InterruptionMeter.Of(beats, Every).LongestGap);
        }
    }

    private static ProbeBeat Answered(int at, int took) => Beat(at, ServiceState.Answers, took);

    private static ProbeBeat Failed(int at, int took) => Beat(at, ServiceState.Silent, took);

    private static ProbeBeat Beat(int at, ServiceState state, int took) =>
        new(Start.AddMilliseconds(at), state, TimeSpan.FromMilliseconds(took));
}
