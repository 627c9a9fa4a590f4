using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Host.Wire;
using Portal.Remoting.Engines.Patroni;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Patroni;

/// <summary>Orders are sent once, and then only looked at.</summary>
public sealed class PatroniLinkTests : IAsyncDisposable
{
    private static readonly EffectKey Key = new(new RunId("20261122-K7F4Q"), new StepId("B1"), 1);
    private static readonly Effect Install = new Effect.Install(Identity.Secondary, [new("lab-app", "1.1")]);
    private static readonly Effect Reboot = new Effect.Reboot(Identity.Secondary, "old");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly ScriptedShell _shell = new();
    private readonly List<string> _output = [];
    private readonly PatroniLink _link;

    public PatroniLinkTests() => _link = new PatroniLink(Facts.Pair, _shell, TimeSpan.FromSeconds(1), new EagerTime());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_install_is_ordered_once_and_followed_to_its_end()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Follow, (_, _) => [Text("Unpacking"), Text("Setting up"), End(JobStates.Succeeded, reboot: true)]);

        var report = await Perform(Install);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.True(report.RebootRequired);
        Assert.Equal(["Unpacking", "Setting up"], _output);
        Assert.Equal([Verbs.Start, Verbs.Follow], _shell.Asked.Select(asked => asked.Request.Verb));
        Assert.All(_shell.Asked, asked => Assert.Equal((Identity.Secondary, "20261122-K7F4Q.B1.1"), (asked.On, asked.Request.Key)));
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_is_followed_again_from_the_next_line_and_not_ordered_again()
    {
        var times = 0;
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Running))).On(Verbs.Follow, (_, _) => times++ switch
        {
            0 => [Text("one"), Text("two"), ScriptedShell.Lost()],
            1 => [new ShellAnswer.NotReached("Secondary was not reached.", "")],
            _ => [Text("three"), End(JobStates.Succeeded)],
        });

        Assert.Equal(EffectState.Succeeded, (await Perform(Install)).State);
        Assert.Equal(["one", "two", "three"], _output);
        Assert.Equal([0, 2, 2], _shell.Asked.Where(asked => asked.Request.Verb == Verbs.Follow).Select(asked => asked.Request.FromLine));
        Assert.Equal(1, _shell.Count(Verbs.Start));
    }

    [Fact]
    public async Task An_order_that_never_left_did_nothing_and_says_so()
    {
        _shell.On(Verbs.Start, new ShellAnswer.NotReached("Secondary was not reached: nothing listens on its SSH port.", "Check."));

        var report = await Perform(Install);

        Assert.Equal(EffectState.NotSeen, report.State);
        Assert.EndsWith("Nothing was sent.", report.Detail, StringComparison.Ordinal);
        Assert.Equal(1, _shell.Count(Verbs.Start));
    }

    [Fact]
    public async Task A_changed_host_key_sends_nothing()
    {
        _shell.On(Verbs.Start, new ShellAnswer.HostKeyChanged("Secondary shows another host key.", "Compare."));

        Assert.Equal(EffectState.NotSeen, (await Perform(Install)).State);
        Assert.Single(_shell.Asked);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_for_and_a_job_that_is_there_is_followed()
    {
        _shell.On(Verbs.Start, ScriptedShell.Lost())
            .On(Verbs.Status, ScriptedShell.Lost(), ScriptedShell.Line(Status(JobStates.NotSeen)), ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Follow, (_, _) => [End(JobStates.Succeeded)]);

        Assert.Equal(EffectState.Succeeded, (await Perform(Install)).State);
        Assert.Equal(1, _shell.Count(Verbs.Start));
    }

    [Fact]
    public async Task A_lost_answer_that_is_never_found_is_unknown_and_never_a_second_order()
    {
        _shell.On(Verbs.Start, ScriptedShell.Lost()).On(Verbs.Status, ScriptedShell.Line(Status(JobStates.NotSeen)));

        var report = await Perform(Install);

        Assert.Equal(EffectState.Unknown, report.State);
        Assert.Contains("may have arrived", report.Remedy, StringComparison.Ordinal);
        Assert.Equal(1, _shell.Count(Verbs.Start));
    }

    [Fact]
    public async Task A_refusal_is_a_failure_with_the_servers_own_sentence()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(new Refusal("apt is held by pid 9.", "Wait.")))
            .On(Verbs.Status, ScriptedShell.Line(Status(JobStates.NotSeen)));

        var report = await Perform(Install);

        Assert.Equal((EffectState.Failed, "apt is held by pid 9.", "Wait."), (report.State, report.Detail, report.Remedy));
    }

    [Fact]
    public async Task A_refusal_beside_a_job_that_was_accepted_is_no_end()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(new Refusal("The root side did not answer.")))
            .On(Verbs.Status, ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Follow, (_, _) => [End(JobStates.Succeeded)]);

        Assert.Equal(EffectState.Succeeded, (await Perform(Install)).State);
    }

    [Fact]
    public async Task A_job_that_outlasts_the_limit_is_unknown()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Running))).On(Verbs.Follow, (_, _) => [ScriptedShell.Lost()]);

        Assert.Equal(EffectState.Unknown, (await Perform(Install)).State);
    }

    [Fact]
    public async Task A_restart_is_proven_by_another_boot_id_and_by_nothing_else()
    {
        var restarting = ScriptedShell.Line(Status(JobStates.Running));
        _shell.On(Verbs.Start, restarting).On(Verbs.Status, restarting).On(
            Verbs.Facts,
            ScriptedShell.Line(Facts.Host(null, "old")),
            ScriptedShell.Lost(),
            new ShellAnswer.NotReached("Secondary was not reached: nothing listens on its SSH port.", ""),
            ScriptedShell.Line(Facts.Host(null, "old")),
            ScriptedShell.Line(Facts.Host(null, "new")));

        Assert.Equal(EffectState.Succeeded, (await Perform(Reboot)).State);
        Assert.Equal(5, _shell.Count(Verbs.Facts));
        Assert.Equal(1, _shell.Count(Verbs.Start));
        Assert.Equal("old", _shell.Asked.First().Request.Job!.BootId);
    }

    [Fact]
    public async Task A_server_that_does_not_come_back_is_unknown_at_the_limit()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Facts, new ShellAnswer.NotReached("Secondary was not reached: there is no route to it.", ""));

        var report = await Perform(Reboot);

        Assert.Equal(EffectState.Unknown, report.State);
        Assert.Contains("no route", report.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_that_the_server_refused_later_is_a_failure()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Facts, ScriptedShell.Line(Facts.Host(null, "old")))
            .On(Verbs.Status, ScriptedShell.Line(Status(JobStates.Running)), ScriptedShell.Line(Status(JobStates.Failed)));

        Assert.Equal(EffectState.Failed, (await Perform(Reboot)).State);
    }

    [Fact]
    public async Task A_switchover_is_ordered_on_the_server_that_gives_up_the_role_with_patronis_names()
    {
        _shell.On(Verbs.Facts, (on, _) => [ScriptedShell.Line(Facts.Host(on == Identity.Primary ? Facts.Leader() : Facts.Replica()))])
            .On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Succeeded)));

        Assert.Equal(EffectState.Succeeded, (await Perform(new Effect.Switchover(Identity.Secondary))).State);

        var (on, request) = _shell.Asked.Single(asked => asked.Request.Verb == Verbs.Start);
        Assert.Equal((Identity.Primary, "pg1", "pg2"), (on, request.Job!.From, request.Job.To));
    }

    [Fact]
    public async Task A_switchover_between_members_without_known_names_is_not_sent()
    {
        _shell.On(Verbs.Facts, new ShellAnswer.NotReached("Nobody was reached.", ""));

        Assert.Equal(EffectState.NotSeen, (await Perform(new Effect.Switchover(Identity.Secondary))).State);
        Assert.Equal(0, _shell.Count(Verbs.Start));
    }

    [Fact]
    public async Task Looking_orders_nothing_and_asks_the_server_that_owns_the_key()
    {
        _shell.On(Verbs.Status, ScriptedShell.Lost(), ScriptedShell.Line(Status(JobStates.Running)))
            .On(Verbs.Follow, (_, _) => [End(JobStates.Succeeded)]);

        var report = await _link.Look(new Effect.Switchover(Identity.Secondary), Key, Take, Limit, Stop);

        Assert.Equal(EffectState.Succeeded, report.State);
        Assert.Equal(0, _shell.Count(Verbs.Start));
        Assert.All(_shell.Asked, asked => Assert.Equal(Identity.Primary, asked.On));
    }

    [Fact]
    public async Task Looking_for_a_key_that_no_server_has_seen_says_that_nothing_was_done()
    {
        _shell.On(Verbs.Status, ScriptedShell.Line(Status(JobStates.NotSeen)));

        Assert.Equal(EffectState.NotSeen, (await _link.Look(Reboot, Key, Take, Limit, Stop)).State);
    }

    [Fact]
    public async Task What_a_scan_found_is_remembered_with_its_age()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Succeeded) with { Updates = [new WireUpdate("lab-app", "1.0", "1.1", "lab-security", true, "net", "an application \u001b[31mto be patched")] }))
            .On(Verbs.Facts, (on, _) => [ScriptedShell.Line(Facts.Host(on == Identity.Primary ? Facts.Leader() : Facts.Replica()))]);

        await Perform(new Effect.Scan(Identity.Primary));
        var pair = await _link.Observe(Stop);

        Assert.Equal([new PackageUpdate("lab-app", "1.0", "1.1", "lab-security", true, "net", "an application \uFFFD[31mto be patched")], pair.Primary.Updates.Value);
        Assert.False(pair.Secondary.Updates.IsKnown);
    }

    [Fact]
    public async Task The_answer_of_a_portal_host_that_says_less_of_packages_is_read_all_the_same()
    {
        const string answer = """{"key":"k","state":"succeeded","detail":"1 update(s) found.","updates":[{"name":"lab-app","installed":"1.0","candidate":"1.1","origin":"Debian-Security:12/stable"}]}""";
        _shell.On(Verbs.Start, new ShellAnswer.Line(answer))
            .On(Verbs.Facts, (on, _) => [ScriptedShell.Line(Facts.Host(on == Identity.Primary ? Facts.Leader() : Facts.Replica()))]);

        await Perform(new Effect.Scan(Identity.Primary));

        var update = Assert.Single((await _link.Observe(Stop)).Primary.Updates.Value);
        Assert.Equal(new PackageUpdate("lab-app", "1.0", "1.1", "Debian-Security:12/stable"), update);
        Assert.True(update.IsSecurity);
    }

    [Fact]
    public async Task What_is_proven_to_be_installed_is_offered_no_longer()
    {
        _shell.On(Verbs.Start, ScriptedShell.Line(Status(JobStates.Succeeded) with { Updates = [new WireUpdate("lab-app", "1.0", "1.1", "lab"), new WireUpdate("lab-lib", "1.0", "1.1", "lab")] }))
            .On(Verbs.Installed, ScriptedShell.Line(new InstalledPackages([new WirePackage("lab-app", "1.1")], [], RebootRequired: true)))
            .On(Verbs.Facts, (on, _) => [ScriptedShell.Line(Facts.Host(on == Identity.Primary ? Facts.Leader() : Facts.Replica()))]);
        await Perform(new Effect.Scan(Identity.Secondary));

        await Perform(new Effect.Verify(Identity.Secondary, [new("lab-app", "1.1")]));
        await Perform(new Effect.Verify(Identity.Primary, [new("lab-app", "1.1")]));
        var pair = await _link.Observe(Stop);

        Assert.Equal("lab-lib", Assert.Single(pair.Secondary.Updates.Value).Name);
        Assert.False(pair.Primary.Updates.IsKnown);
    }

    [Fact]
    public async Task Watching_tells_what_is_heard_of_one_server_and_why_nothing_is_of_the_other()
    {
        _shell.On(Verbs.Watch, (on, _) => on == Identity.Primary
            ? [ScriptedShell.Line(Facts.Host(Facts.Leader()))]
            : [new ShellAnswer.NotReached("Secondary was not reached: there is no route to it.", "")]);
        var link = new PatroniLink(Facts.Pair, _shell, TimeSpan.FromSeconds(1), TimeProvider.System);

        PairSnapshot? seen = null;
        await foreach (var pair in link.Watch(Stop))
        {
            seen = pair;
            if (pair.Primary.Role.IsKnown && pair.Secondary.Reach.IsKnown)
                break;
        }

        Assert.True(seen!.Primary.Role.Is(Role.Active));
        Assert.Contains("no route", seen.Secondary.Role.Why, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static JobStatus Status(string state) => new(Key.ToString(), state, $"It is {state}.");

    private static ShellAnswer Text(string text) => ScriptedShell.Line(new FollowLine(text, null));

    private static ShellAnswer End(string state, bool? reboot = null) =>
        ScriptedShell.Line(new FollowLine(null, Status(state) with { RebootRequired = reboot }));

    private Task<EffectReport> Perform(Effect effect) => _link.Perform(effect, Key, Take, Limit, Stop);

    private void Take(OutputLine line) => _output.Add(line.Text);
}
