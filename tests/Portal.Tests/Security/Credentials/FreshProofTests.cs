using Portal.Core.People;
using Portal.Security.Credentials;

namespace Portal.Tests.Security.Credentials;

public sealed class FreshProofTests
{
    private static readonly UserId Adam = new("adam");
    private static readonly Purpose Question = Purpose.Decision(new("20261122-K7F4Q"), new("B7"), "digest");
    private readonly JumpingClock clock = new();

    private FreshProof Made() => new(Adam, Question, ProofKind.Password, clock);

    [Fact]
    public void It_counts_once_also_when_fifty_try_at_once()
    {
        var proof = Made();

        var counted = new int[50];
        Parallel.For(0, 50, i => counted[i] = proof.Use(Adam, Question) is null ? 1 : 0);

        Assert.Equal(1, counted.Sum());
    }

    [Fact]
    public void It_counts_for_60_seconds_whatever_the_time_of_day_does()
    {
        var (fresh, stale) = (Made(), Made());
        clock.Advance(FreshProof.Life);
        Assert.Null(fresh.Use(Adam, Question));
        clock.Advance(TimeSpan.FromTicks(1));
        clock.Jump = TimeSpan.FromDays(-1);

        Assert.NotNull(stale.Use(Adam, Question));
    }

    [Fact]
    public void A_use_that_is_refused_uses_it_up()
    {
        var proof = Made();

        Assert.NotNull(proof.Use(new UserId("olga"), Question));
        Assert.NotNull(proof.Use(Adam, Question));
    }

    [Fact]
    public void Nothing_outside_makes_one_and_inside_only_the_check_does()
    {
        Assert.Empty(typeof(FreshProof).GetConstructors());
        var makers = Directory.EnumerateFiles(Path.Combine(Repository.TopLevel, "src"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && File.ReadAllText(file).Contains("new FreshProof", StringComparison.Ordinal));

        Assert.Equal(["CredentialCheck.cs"], makers.Select(Path.GetFileName));
    }
}
