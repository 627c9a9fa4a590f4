using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;

namespace Portal.Remoting.Tests.Simulation;

public sealed class SimulatedEnrolmentsTests
{
    private readonly Scene _scene = new();

    [Fact]
    public async Task A_simulated_server_is_enrolled_from_the_beginning() =>
        Assert.Equal(EnrolmentState.Enrolled, (await Check()).State);

    [Fact]
    public async Task A_server_that_does_not_answer_is_unreachable_and_shows_no_key()
    {
        _scene.Servers.Inject(SimulatedFault.Unreachable, Identity.Secondary);
        Assert.Equal(EnrolmentState.Unreachable, (await Check()).State);
        Assert.Empty(await Enrolments().ShownHostKeys(_scene.Pair, Identity.Secondary, CancellationToken.None));
    }

    [Fact]
    public async Task A_changed_host_key_is_told_and_another_one_is_shown()
    {
        var before = await Enrolments().ShownHostKeys(_scene.Pair, Identity.Secondary, CancellationToken.None);
        _scene.Servers.Inject(SimulatedFault.HostKeyChanged, Identity.Secondary);
        Assert.Equal(EnrolmentState.HostKeyChanged, (await Check()).State);
        Assert.NotEqual(before, await Enrolments().ShownHostKeys(_scene.Pair, Identity.Secondary, CancellationToken.None));
    }

    private SimulatedEnrolments Enrolments() => new(_scene.World);

    private Task<Core.Ports.Enrolment> Check() => Enrolments().Check(_scene.Pair, Identity.Secondary, CancellationToken.None);
}
