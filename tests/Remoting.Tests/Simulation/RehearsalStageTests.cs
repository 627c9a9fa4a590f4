using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Remoting.Simulation;
using Portal.Remoting.Simulation.Rehearsals;

namespace Portal.Remoting.Tests.Simulation;

/// <summary>The servers on a stage are alike to the pair, and have a time of their own.</summary>
public sealed class RehearsalStageTests
{
    private static readonly EngineTraits Real = new(new("patroni"), "Patroni", SuspendForReboot.Forbidden);
    private static readonly RehearsalStages Stages = new(Options.Create(new SimulationOptions { Speed = 20 }));
    private readonly Scene _scene = new(engine: "patroni");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<(IRehearsalStage Stage, PairSnapshot Seen)> Set(Func<PairSnapshot, PairSnapshot>? change = null)
    {
        var seen = await _scene.Observe();
        seen = change?.Invoke(seen) ?? seen;
        var offered = new PerServer<ImmutableArray<PackageUpdate>>(seen.Primary.Updates.Value, seen.Secondary.Updates.Value);
        var packages = new PerServer<ImmutableArray<PackageVersion>>([.. offered.Primary.Select(u => u.Target)], [.. offered.Secondary.Select(u => u.Target)]);
        var procedure = Catalog.Fit(ProcedureKind.B, _scene.Pair, Real, packages, EndsOn.Primary, Identity.Primary);
        var plan = new Plan(new("20261122-AAAAA"), _scene.Pair.Id, 1, procedure, Real, EndsOn.Primary, packages, offered, [], new UserId("u1"), _scene.Clock.GetUtcNow(), null, "x");
        var stage = Stages.Set(_scene.Pair, plan, seen, _scene.Clock.GetUtcNow());
        return (stage, await stage.Servers.Observe(Stop));
    }

    [Fact]
    public async Task They_are_in_the_state_of_the_pair()
    {
        var (_, seen) = await Set(p => p.With(p.Primary with { Role = p.Primary.Role with { Value = Role.Passive }, DiskFreeBytes = p.Primary.DiskFreeBytes with { Value = 7 << 20 } })
            .With(p.Secondary with { Role = p.Secondary.Role with { Value = Role.Active }, RebootRequired = p.Secondary.RebootRequired with { Value = true } }) with
        {
            Sync = [new SyncReading("WAL of shop", Reading.Known(SyncStatus.Synchronized, p.Service.At, "x"), Reading.Known(4711L, p.Service.At, "x"))],
        });

        Assert.Equal(Identity.Secondary, seen.Active);
        Assert.Equal(7 << 20, seen.Primary.DiskFreeBytes.Value);
        Assert.True(seen.Secondary.RebootRequired.Value);
        var sync = Assert.Single(seen.Sync);
        Assert.Equal(("WAL of shop", 4711L), (sync.Name, sync.LagBytes.Value));
        Assert.Equal((await _scene.Observe()).Primary.BootId.Value, seen.Primary.BootId.Value);
    }

    [Fact]
    public async Task They_are_offered_exactly_what_the_plan_was_made_of()
    {
        var (stage, seen) = await Set();
        var found = await stage.Servers.Perform(new Effect.Scan(Identity.Primary), _scene.NextKey(), _ => { }, TimeSpan.FromMinutes(5), Stop);

        Assert.Equal((await _scene.Observe()).Primary.Updates.Value, found.Updates);
        Assert.Equal(found.Updates, seen.Primary.Updates.Value);
    }

    [Fact]
    public async Task Half_a_day_passes_at_once_and_a_silence_on_the_way_is_heard()
    {
        var (stage, _) = await Set();
        var began = stage.Clock.GetUtcNow();

        var report = await stage.Servers.Perform(new Effect.Switchover(Identity.Secondary), _scene.NextKey(), _ => { }, TimeSpan.FromHours(1), Stop);
        await Task.Delay(TimeSpan.FromHours(12), stage.Clock, Stop);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.True(stage.Clock.GetUtcNow() - began >= TimeSpan.FromHours(12));
        var silence = Assert.Single(stage.Silences);
        Assert.InRange((silence.To - silence.From)!.Value.TotalSeconds, 1.399, 1.401);
        Assert.Equal(Identity.Primary, (await _scene.Observe()).Active);
    }

    [Fact]
    public async Task A_fault_is_laid_and_mended()
    {
        var (stage, _) = await Set();
        var install = new Step(new("B1i"), "Install", new StepAction.Install(Identity.Secondary), Identity.Secondary, [], [], TimeSpan.FromHours(1));
        var fault = Stages.FaultsAt(install).First(f => f.Id.StartsWith("full-disk", StringComparison.Ordinal));

        stage.Lay(fault);
        Assert.True((await stage.Servers.Observe(Stop)).Secondary.DiskFreeBytes.Value < PairLimits.Default.DiskFreeBytes);
        stage.Mend();

        Assert.True((await stage.Servers.Observe(Stop)).Secondary.DiskFreeBytes.Value > PairLimits.Default.DiskFreeBytes);
        Assert.Throws<ArgumentException>(() => stage.Lay(fault with { Id = "unheard-of" }));
    }

    [Fact]
    public async Task An_unreachable_server_is_not_assumed_to_be_in_order()
    {
        _scene.Servers.Inject(SimulatedFault.Unreachable, Identity.Secondary);
        var before = await _scene.Observe();
        var (stage, seen) = await Set(p => p.With(p.Secondary with { Updates = Reading.Known<ImmutableArray<PackageUpdate>>([], p.Service.At, "x") }));

        Assert.True(seen.Secondary.Reach.Is(Reachability.Unreachable));
        Assert.False(before.Secondary.Role.IsKnown);
        Assert.True(seen.Primary.Role.Is(Role.Active));
        Assert.DoesNotContain(stage.Assumed, one => one.Contains("Secondary: taken", StringComparison.Ordinal));
    }
}
