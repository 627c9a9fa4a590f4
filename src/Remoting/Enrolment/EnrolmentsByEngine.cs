using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation;
using EnrolmentRecord = Portal.Core.Ports.Enrolment;

namespace Portal.Remoting.Enrolment;

/// <summary>Asks the simulator about simulated servers, and real servers over SSH.</summary>
internal sealed class EnrolmentsByEngine(Enrolments real, SimulatedEnrolments simulated) : IEnrolments
{
    public Task<EnrolmentRecord> Check(Pair pair, Identity identity, CancellationToken stop) => Of(pair).Check(pair, identity, stop);

    public EnrolmentInstructions Instructions(Pair pair, Identity identity) => Of(pair).Instructions(pair, identity);

    public Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop) => Of(pair).ShownHostKeys(pair, identity, stop);

    private IEnrolments Of(Pair pair) => SimulatedEnrolments.Knows(pair) ? simulated : real;
}
