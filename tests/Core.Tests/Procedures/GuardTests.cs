using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Procedures;

public sealed class GuardTests
{
    private static readonly DateTimeOffset Now = GuardTable.Now;
    private static readonly PairSnapshot Normal = PairWorld.Normal.Look(Now);

    private static GuardContext Context(PairSnapshot s, Pair? pair = null) =>
        new(pair ?? Samples.Pair, s, Now, Samples.OnePackageEach, new(null, null), "boot-before", Now - TimeSpan.FromSeconds(2));

    private static Verdict Says(Guard guard, PairSnapshot s) => GuardChecks.Check(guard, Context(s)).Verdict;

    [Fact]
    public void Every_guard_passes_fails_and_does_not_know_in_sentences()
    {
        foreach (var row in GuardTable.Rows)
            foreach (var want in Enum.GetValues<Want>())
            {
                var verdict = Says(row.Guard, row.Change(Normal, want));
                var expected = want switch { Want.Pass => typeof(Verdict.Pass), Want.Fail => typeof(Verdict.Fail), _ => typeof(Verdict.Unknown) };
                Assert.True(expected == verdict.GetType(), $"{row.Guard} {want}: {verdict}");
                Sentence(verdict.Why);
                if (verdict is Verdict.Fail f) Sentence(f.Remedy);
                if (verdict is Verdict.Unknown u) Sentence(u.Remedy);
            }
    }

    [Fact]
    public void The_table_has_every_guard_and_each_has_a_claim_and_a_key_of_its_own()
    {
        var all = typeof(Guard).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType);
        var elsewhere = new[] { typeof(Guard.InsideWindow), typeof(Guard.PackagesAsPlanned), typeof(Guard.Anchored) };

        Assert.Equal(all.Except(elsewhere).OrderBy(t => t.Name), GuardTable.Rows.Select(r => r.Guard.GetType()).Distinct().OrderBy(t => t.Name));
        Assert.Equal(typeof(Guard).GetNestedTypes().OrderBy(t => t.Name), all.OrderBy(t => t.Name));
        var guards = GuardTable.Rows.Select(r => r.Guard).Distinct().ToArray();
        Assert.All(guards, g => Assert.Matches("^[A-Z]", g.Claim));
        Assert.Equal(guards.Length, guards.Select(g => g.Id).Distinct().Count());
    }

    [Fact]
    public void A_fact_that_was_never_read_is_unknown_and_never_a_pass()
    {
        var nothing = PairSnapshot.Unknown(Samples.Pair.Id, "Nothing was read yet.", Now, "test");

        Assert.All(GuardTable.Rows, r => Assert.IsType<Verdict.Unknown>(Says(r.Guard, nothing)));
        Assert.IsType<Verdict.Unknown>(Says(new Guard.PackagesAsPlanned(Identity.Primary), nothing));
        Assert.IsType<Verdict.Unknown>(Says(new Guard.InSync(), Normal with { Sync = [] }));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    public void Two_actives_are_told_even_when_the_readings_are_old(int seconds)
    {
        var role = Reading.Known(Role.Active, Now - TimeSpan.FromSeconds(seconds), "test");
        var both = Normal.With(Normal.Primary with { Role = role }).With(Normal.Secondary with { Role = role });

        foreach (var guard in new Guard[] { new Guard.ActiveIs(Identity.Primary), new Guard.ActiveIs(Identity.Secondary), new Guard.OneActive() })
            Assert.Contains("Both servers say that they are active", Assert.IsType<Verdict.Fail>(Says(guard, both)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_passives_are_no_active()
    {
        var none = Normal.With(Normal.Primary with { Role = Reading.Known(Role.Passive, Now, "test") });

        Assert.Equal("No server is active.", Says(new Guard.OneActive(), none).Why);
        Assert.IsType<Verdict.Fail>(Says(new Guard.ActiveIs(Identity.Primary), none));
    }

    [Theory]
    [InlineData(Identity.Primary, Role.Passive, Identity.Primary, typeof(Verdict.Fail))]
    [InlineData(Identity.Primary, Role.Active, Identity.Primary, typeof(Verdict.Unknown))]
    [InlineData(Identity.Secondary, Role.Active, Identity.Primary, typeof(Verdict.Fail))]
    [InlineData(Identity.Secondary, Role.Passive, Identity.Primary, typeof(Verdict.Unknown))]
    public void One_role_that_is_known_to_be_otherwise_is_a_failure_whatever_the_other_one_is(Identity known, Role role, Identity wanted, Type verdict)
    {
        var half = Normal.With(Normal[known] with { Role = Reading.Known(role, Now, "test") }).With(Normal[known.Partner()] with { Role = Reading.Unknown<Role>("?", Now, "test") });
        var old = half.With(half[known] with { Role = half[known].Role with { At = Now - TimeSpan.FromMinutes(1) } });

        Assert.IsType(verdict, Says(new Guard.ActiveIs(wanted), half));
        Assert.IsType<Verdict.Unknown>(Says(new Guard.ActiveIs(wanted), old));
    }

    [Fact]
    public void What_is_known_to_be_wrong_is_told_before_what_is_not_known()
    {
        var half = Normal.With(Normal.Primary with { Engine = Reading.Unknown<EngineState>("?", Now, "test") }).With(Normal.Secondary with { Engine = Reading.Known(EngineState.Stopped, Now, "test") });
        var sync = Normal with { Sync = [Normal.Sync[0] with { Status = Reading.Unknown<SyncStatus>("?", Now, "test") }, Normal.Sync[1] with { Status = Reading.Known(SyncStatus.Error, Now, "test") }] };

        Assert.IsType<Verdict.Fail>(Says(new Guard.EngineRunning(), half));
        Assert.IsType<Verdict.Fail>(Says(new Guard.InSync(), sync));
    }

    [Fact]
    public void A_reading_from_exactly_the_last_steps_end_counts()
    {
        var context = Context(Normal) with { Since = Now };

        Assert.All(GuardTable.Rows.Where(r => r.Guard is Guard.ServiceAnswers or Guard.OneActive), r => Assert.IsType<Verdict.Pass>(GuardChecks.Check(r.Guard, context).Verdict));
    }

    [Fact]
    public void The_age_that_is_shown_is_of_the_oldest_reading()
    {
        var old = Normal.With(Normal.Secondary with { Role = Normal.Secondary.Role with { At = Now - TimeSpan.FromSeconds(1.5) } });

        Assert.Equal(TimeSpan.FromSeconds(1.5), GuardChecks.Check(new Guard.OneActive(), Context(old)).Age);
    }

    [Fact]
    public void Only_the_planned_packages_in_exactly_the_planned_versions_pass()
    {
        var guard = new Guard.PackagesAsPlanned(Identity.Primary);
        Verdict With(params PackageUpdate[] offered) =>
            GuardChecks.Check(guard, Context(Normal) with { Scanned = new([.. offered], null) }).Verdict;

        Assert.IsType<Verdict.Pass>(With(Samples.Update(1)));
        Assert.IsType<Verdict.Pass>(With(Samples.Update(1), new PackageUpdate("other", null, "1", "")));
        Assert.IsType<Verdict.Fail>(With(Samples.Update(2)));
        Assert.IsType<Verdict.Fail>(With(new PackageUpdate("other", null, "1", "")));
        Assert.IsType<Verdict.Fail>(With());
    }

    [Fact]
    public void All_evaluates_in_order()
    {
        ImmutableArray<Guard> guards = [new Guard.ServiceAnswers(), new Guard.OneActive()];

        Assert.Equal(guards, GuardChecks.All(guards, Context(Normal)).Select(c => c.Guard));
    }

    private static void Sentence(string text) => Assert.Matches(@"^[\p{L}\d].*[.)]$", text);
}
