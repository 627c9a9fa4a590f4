using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Lab;
using Portal.Lab.Hosts;

namespace Portal.Remoting.Tests.Real;

/// <summary>The whole link on the lab's pair: PostgreSQL under Patroni on two Debian hosts.</summary>
public sealed class PatroniPairTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_pair_is_enrolled_patched_restarted_and_switched_over_once_for_each_order()
    {
        Assert.SkipUnless(LabPair.Availability.IsReady, LabPair.Availability.Sentence);
        await using var lab = await LabPair.Up(Stop);
        await using var portal = await RealPortal.Enrol(lab, null, Stop);
        foreach (var on in Identities.Both)
            Assert.Equal(EnrolmentState.Enrolled, (await portal.Enrolments.Check(portal.Pair, on, Stop)).State);
        Assert.Equal(portal.Pair.Secondary.HostKeys, await portal.Enrolments.ShownHostKeys(portal.Pair, Identity.Secondary, Stop));

        var before = await portal.Link.Observe(Stop);
        Assert.True(RealPortal.IsReady(before, Identity.Primary), before.ToString());
        Assert.True(before.Secondary.AutomaticUpdates.Is(AutomaticUpdates.Off));

        var scan = await portal.Perform(new Effect.Scan(Identity.Secondary), Stop);
        Assert.Equal(["lab-app 1.1", "lab-kernel 1.1"], scan.Updates.Select(update => update.Target.ToString()).Order());
        var approved = scan.Updates.Select(update => update.Target).ToArray();

        var install = new Effect.Install(Identity.Secondary, [.. approved]);
        var key = portal.NextKey();
        Assert.True((await portal.Link.Perform(install, key, _ => { }, TimeSpan.FromMinutes(2), Stop)).RebootRequired);
        Succeeded(await portal.Link.Perform(install, key, _ => { }, TimeSpan.FromMinutes(2), Stop));
        Succeeded(await portal.Link.Look(install, key, _ => { }, TimeSpan.FromMinutes(2), Stop));
        Assert.Equal(2, (await lab.Installs(LabHost.Pg2, Stop)).Count);

        Succeeded(await portal.Perform(new Effect.Reboot(Identity.Secondary, before.Secondary.BootId.Value!), Stop));
        Assert.Equal(2, await lab.Boots(LabHost.Pg2, Stop));
        var verify = await portal.Perform(new Effect.Verify(Identity.Secondary, [.. approved]), Stop);
        Assert.Equal((EffectState.Succeeded, (bool?)false), (verify.State, verify.RebootRequired));
        await portal.Until(pair => RealPortal.IsReady(pair, Identity.Primary), Stop);

        var timeline = await lab.Timeline(Stop);
        Succeeded(await portal.Perform(new Effect.Switchover(Identity.Secondary), Stop));
        await portal.Until(pair => RealPortal.IsReady(pair, Identity.Secondary), Stop);
        Assert.Equal(timeline + 1, await lab.Timeline(Stop));

        Succeeded(await portal.Perform(new Effect.SuspendEngine(), Stop));
        await portal.Until(pair => pair.Primary.Engine.Is(EngineState.Suspended) && pair.Secondary.Engine.Is(EngineState.Suspended), Stop);
        Succeeded(await portal.Perform(new Effect.ResumeEngine(), Stop));
        await portal.Until(pair => pair.Primary.Engine.Is(EngineState.Running) && pair.Secondary.Engine.Is(EngineState.Running), Stop);
    }

    [Fact]
    public async Task Without_a_management_address_the_passive_server_is_reached_through_the_active_one()
    {
        Assert.SkipUnless(LabPair.Availability.IsReady, LabPair.Availability.Sentence);
        await using var lab = await LabPair.Up(Stop);
        await using var portal = await RealPortal.Enrol(lab, pair => pair with { Secondary = pair.Secondary with { Management = null } }, Stop);

        var pair = await portal.Link.Observe(Stop);
        Assert.True(RealPortal.IsReady(pair, Identity.Primary), pair.ToString());
        Succeeded(await portal.Perform(new Effect.Reboot(Identity.Secondary, pair.Secondary.BootId.Value!), Stop));
        await portal.Until(now => RealPortal.IsReady(now, Identity.Primary), Stop);
    }

    [Fact]
    public async Task A_server_that_shows_another_host_key_or_loses_its_network_is_unknown_and_gets_nothing()
    {
        Assert.SkipUnless(LabPair.Availability.IsReady, LabPair.Availability.Sentence);
        await using var lab = await LabPair.Up(Stop);
        await using var portal = await RealPortal.Enrol(lab, null, Stop);
        Assert.True(RealPortal.IsReady(await portal.Link.Observe(Stop), Identity.Primary));

        await lab.Cut(LabHost.Pg2, Stop);
        await portal.Until(pair => pair.Secondary.Reach.Is(Reachability.Unreachable) && !pair.Secondary.Role.IsKnown, Stop);
        await lab.Heal(LabHost.Pg2, Stop);
        await portal.Until(pair => RealPortal.IsReady(pair, Identity.Primary), Stop);

        await lab.Rekey(LabHost.Pg2, Stop);
        await lab.Cut(LabHost.Pg2, Stop);
        await portal.Until(pair => pair.Secondary.Reach.Is(Reachability.Unreachable), Stop);
        await lab.Heal(LabHost.Pg2, Stop);
        await portal.Until(pair => pair.Secondary.Role.Why?.Contains("another host key", StringComparison.Ordinal) == true, Stop);
        var refused = await portal.Perform(new Effect.Scan(Identity.Secondary), Stop);
        Assert.Equal(EffectState.NotSeen, refused.State);
        Assert.Equal(EnrolmentState.HostKeyChanged, (await portal.Enrolments.Check(portal.Pair, Identity.Secondary, Stop)).State);
    }

    // What the server said is wanted when it is not so.
    private static void Succeeded(EffectReport report) => Assert.True(report.State == EffectState.Succeeded, report.ToString());
}
