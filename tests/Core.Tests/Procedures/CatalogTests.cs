using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Tests.Worlds;

namespace Portal.Core.Tests.Procedures;

public sealed class CatalogTests
{
    private static readonly ImmutableArray<PackageVersion> None = [];
    private static readonly ImmutableArray<PackageVersion> One = [new("lab-app", "1.1")];

    public static TheoryData<ProcedureKind, SuspendForReboot, EndsOn> Every()
    {
        var data = new TheoryData<ProcedureKind, SuspendForReboot, EndsOn>();
        foreach (var kind in Enum.GetValues<ProcedureKind>())
            foreach (var suspend in Enum.GetValues<SuspendForReboot>())
                foreach (var ends in Enum.GetValues<EndsOn>())
                    data.Add(kind, suspend, ends);
        return data;
    }

    private static Procedure Fit(ProcedureKind kind, SuspendForReboot suspend = SuspendForReboot.Required, EndsOn ends = EndsOn.Primary, ImmutableArray<PackageVersion>? onP = null, ImmutableArray<PackageVersion>? onS = null) =>
        Catalog.Fit(kind, Samples.Pair, new EngineTraits(new("x"), "X", suspend), new(onP ?? One, onS ?? One), ends, Identity.Primary);

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_procedure_keeps_the_rules_that_its_steps_are_built_on(ProcedureKind kind, SuspendForReboot suspend, EndsOn ends)
    {
        var steps = Fit(kind, suspend, ends).Steps;

        Assert.Equal(steps.Length, steps.Select(s => s.Id).Distinct().Count());
        Assert.IsType<StepAction.Preflight>(steps[0].Do);
        Assert.All(steps, s => Assert.True(s.Limit > TimeSpan.Zero && s.Title.Length > 0));
        Assert.All(steps, s => Assert.Equal(s.Do is StepAction.Switchover or StepAction.SuspendEngine or StepAction.Reboot, s.Gate == Gate.SecondAdmin));
        Assert.All(steps.Where(s => s.Do is StepAction.Reboot), s => Reboot(s, suspend));
        Assert.All(steps.Where(s => s.Do is StepAction.Switchover), s => Assert.Subset(s.Before.ToHashSet<Guard>(), new HashSet<Guard> { new Guard.InSync(), new Guard.ServiceAnswers(), new Guard.EngineRunning() }));
        Assert.All(steps, s => Assert.All(s.Loop?.Repeat ?? [], r => Assert.Contains(steps, t => t.Id == r && steps.IndexOf(t) <= steps.IndexOf(s))));
        Assert.All(steps.Where(s => s.Loop is not null), s => Assert.Contains(s.Id, s.Loop!.Repeat));
    }

    private static void Reboot(Step step, SuspendForReboot suspend)
    {
        var on = ((StepAction.Reboot)step.Do).On;
        Assert.Subset(step.Before.ToHashSet<Guard>(), new HashSet<Guard> { new Guard.ActiveIs(on.Partner()), new Guard.Reachable(on.Partner()), new Guard.ServiceAnswers() });
        Assert.Contains(suspend == SuspendForReboot.Forbidden ? new Guard.EngineRunning() : (Guard)new Guard.EngineSuspended(), step.Before);
        Assert.Contains(new Guard.Rebooted(on), step.Until);
    }

    [Fact]
    public void A_server_without_updates_is_left_alone()
    {
        var onlySecondary = Fit(ProcedureKind.B, onP: None);
        Assert.Equal("B0 B1 B1i B2 B3 B4 B4s B5 B6", Ids(onlySecondary));
        Assert.StartsWith("Primary has no updates planned", Assert.Single(onlySecondary.LeftOut), StringComparison.Ordinal);

        Assert.Equal("B0 B7 B7w B8 B8i B9 B10 B11 B11s B12 B13 B14 B14w", Ids(Fit(ProcedureKind.B, onS: None)));
        Assert.Equal("A0 A1 A2 A3 A4 A5 A6 A7 A8 A11 A16 A17", Ids(Fit(ProcedureKind.A, onS: None)));
    }

    [Fact]
    public void Staying_on_the_secondary_is_said_only_where_it_is_so()
    {
        Assert.Contains(Fit(ProcedureKind.B, ends: EndsOn.Secondary).LeftOut, s => s.StartsWith("Stay on the Secondary", StringComparison.Ordinal));
        Assert.DoesNotContain(Fit(ProcedureKind.B, ends: EndsOn.Secondary, onP: None).LeftOut, s => s.StartsWith("Stay on the Secondary", StringComparison.Ordinal));
        Assert.Equal("A16", Fit(ProcedureKind.A, ends: EndsOn.Secondary, onP: None).Steps[^1].Id.Value);
    }

    [Fact]
    public void A_planned_switchover_begins_where_the_pair_is()
    {
        var back = Catalog.Fit(ProcedureKind.Switchover, Samples.Pair, Samples.Patroni, new([], []), EndsOn.Primary, Identity.Secondary);

        Assert.Equal("planned switchover to Primary", back.Title);
        Assert.Contains(new Guard.ActiveIs(Identity.Secondary), back.Steps[0].Before);
    }

    private static string Ids(Procedure procedure) => string.Join(' ', procedure.Steps.Select(s => s.Id));
}
