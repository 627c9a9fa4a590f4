using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Remoting.Simulation.Servers;
using EnrolmentRecord = Portal.Core.Ports.Enrolment;

namespace Portal.Remoting.Simulation;

/// <summary>Simulated servers are enrolled from the beginning.</summary>
internal sealed class SimulatedEnrolments(SimulatedWorld world) : IEnrolments
{
    /// <summary>Whether the pair is a simulated one.</summary>
    public static bool Knows(Pair pair) =>
        pair.Engine == SimulatedEngine.ContinuousAvailabilityKind || pair.Engine == SimulatedEngine.PatroniKind;

    public Task<EnrolmentRecord> Check(Pair pair, Identity identity, CancellationToken stop)
    {
        var state = world.Of(pair).Now;
        var enrolment = (Reach.Obstacle(state, pair, identity), state.Has(SimulatedFault.HostKeyChanged, identity)) switch
        {
            (null, _) => new EnrolmentRecord(identity, EnrolmentState.Enrolled, "A simulated server: there is nothing to enrol."),
            ({ } why, true) => new(identity, EnrolmentState.HostKeyChanged, why),
            ({ } why, _) => new(identity, EnrolmentState.Unreachable, why),
        };
        return Task.FromResult(enrolment);
    }

    public EnrolmentInstructions Instructions(Pair pair, Identity identity) => new([], "", "");

    public Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop)
    {
        var state = world.Of(pair).Now;
        var changed = state.Has(SimulatedFault.HostKeyChanged, identity);
        ImmutableArray<string> shown = changed || Reach.Obstacle(state, pair, identity) is null
            ? [Key($"{pair.Id} {identity}{(changed ? " changed" : "")}")]
            : [];
        return Task.FromResult(shown);
    }

    private static string Key(string of) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(of))).TrimEnd('=')}";
}
