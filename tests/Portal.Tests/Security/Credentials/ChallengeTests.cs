using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Security.Credentials;

namespace Portal.Tests.Security.Credentials;

public sealed class ChallengeTests
{
    private static readonly UserId Adam = new("adam"), Olga = new("olga");
    private static readonly RunId Run = new("20261122-K7F4Q");
    private static readonly StepId Step = new("B7");
    private readonly JumpingClock clock = new();
    private readonly Challenges challenges;

    public ChallengeTests() => challenges = new Challenges(clock);

    private bool Use(UserId by, string id) => challenges.TryUse(by, id, out _);

    private string Begin(UserId by) => challenges.Begin(by, Run, Step, "digest");

    [Fact]
    public void A_challenge_has_128_random_bits_and_says_what_it_is_for()
    {
        var ids = Enumerable.Range(0, 16).Select(_ => Begin(Adam)).ToArray();

        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
        Assert.Equal(16, ids.Distinct().Count());
        Assert.True(challenges.TryUse(Adam, ids[0], out var used));
        Assert.Equal(Purpose.Decision(Run, Step, "digest"), used.Purpose);
        Assert.NotEqual(Purpose.Decision(Run, Step, "another"), used.Purpose);
    }

    [Fact]
    public void It_is_used_once()
    {
        var id = Begin(Adam);

        Assert.True(Use(Adam, id));
        Assert.False(Use(Adam, id));
    }

    [Fact]
    public async Task Fifty_at_once_use_it_once()
    {
        var id = Begin(Adam);
        using var line = new Barrier(50);

        var used = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                line.SignalAndWait();
                return Use(Adam, id);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Single(used, taken => taken);
    }

    [Fact]
    public void Nobody_else_can_use_it_or_use_it_up()
    {
        var id = Begin(Adam);

        Assert.False(Use(Olga, id));
        Assert.True(Use(Adam, id));
    }

    [Fact]
    public void It_lives_for_5_minutes_whatever_the_time_of_day_does()
    {
        var (first, second) = (Begin(Adam), Begin(Adam));
        clock.Advance(Challenges.Life - TimeSpan.FromTicks(1));
        Assert.True(Use(Adam, first));
        clock.Advance(TimeSpan.FromTicks(1));
        clock.Jump = TimeSpan.FromDays(-1);

        Assert.False(Use(Adam, second));
    }

    [Fact]
    public void A_person_keeps_the_newest_sixteen_and_the_old_are_swept()
    {
        var others = Begin(Olga);
        var ids = Enumerable.Range(0, 100).Select(_ =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            return Begin(Adam);
        }).ToArray();

        Assert.Equal(Challenges.MostOfOne + 1, challenges.Count);
        Assert.All(ids[..^16], id => Assert.False(Use(Adam, id)));
        Assert.All(ids[^16..], id => Assert.True(Use(Adam, id)));
        Assert.True(Use(Olga, others));

        Begin(Olga);
        clock.Advance(Challenges.Life);
        Begin(Adam);
        Assert.Equal(1, challenges.Count);
    }
}
