using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Host.Wire;
using Portal.Remoting.Hosts;
using Portal.Remoting.Ssh;
using EnrolmentRecord = Portal.Core.Ports.Enrolment;

namespace Portal.Remoting.Enrolment;

/// <summary>Brings servers into the portal over SSH.</summary>
internal sealed class Enrolments(OpenSshShells shells, IOptions<RemotingOptions> options) : IEnrolments
{
    /// <summary>Longest time to wait for a server: a person is looking at the page meanwhile.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(5);

    public async Task<EnrolmentRecord> Check(Pair pair, Identity identity, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pair);
        if (pair[identity].HostKeys.IsDefaultOrEmpty)
            return new EnrolmentRecord(identity, EnrolmentState.NotEnrolled, $"No host key of {identity} is pinned, so the portal does not connect to it.");
        var shell = shells.Open(pair);
        shell.LookAgain(identity);
        return HostAnswers.Read(await shell.Call(identity, new Request(Verbs.Hello), Limit, stop), WireJson.Default.Hello) switch
        {
            HostAnswer<Hello>.Ok hello => Compare(identity, hello.Value),
            HostAnswer<Hello>.NotSent { KeyChanged: true } no => new EnrolmentRecord(identity, EnrolmentState.HostKeyChanged, $"{no.Why} {no.Remedy}"),
            HostAnswer<Hello>.NotSent no => new EnrolmentRecord(identity, EnrolmentState.Unreachable, $"{no.Why} {no.Remedy}".TrimEnd()),
            HostAnswer<Hello>.Refused no => new EnrolmentRecord(identity, EnrolmentState.WrongVersion, $"{no.Why} {no.Remedy}".TrimEnd()),
            HostAnswer<Hello>.Lost lost => new EnrolmentRecord(identity, EnrolmentState.Unreachable, lost.Why),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
    }

    public EnrolmentInstructions Instructions(Pair pair, Identity identity)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var key = shells.Key.PublicLine();
        if (HostProgram.Digest(options.Value.HostProgram) is not { } digest)
        {
            throw new InvalidOperationException(
                $"The portal-host program is not at '{Path.GetFullPath(options.Value.HostProgram)}'. Build it, or set Remoting:HostProgram to where it is.");
        }

        var commands = EnrolmentScript.Commands(pair, identity, options.Value.Ssh.User, digest, key, options.Value.HostProgramUrl);
        return new EnrolmentInstructions(commands, digest, key);
    }

    public async Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(pair);
        if (Route.To(pair, identity) is not [var route, ..])
            return [];
        _ = shells.Open(pair);
        var (keys, _) = await new HostKeyScan(shells.Tool(pair)).Read(route, Limit, stop);
        return [.. keys.Select(key => key.Fingerprint)];
    }

    private EnrolmentRecord Compare(Identity identity, Hello hello)
    {
        var version = PlainText.Of(hello.Version);
        if (hello.Protocol != Hello.CurrentProtocol)
        {
            return new EnrolmentRecord(identity, EnrolmentState.WrongVersion,
                $"portal-host {version} on {identity} speaks protocol {hello.Protocol}, the portal {Hello.CurrentProtocol}. Run the enrolment commands again.");
        }

        var expected = HostProgram.Digest(options.Value.HostProgram);
        return expected is null || string.Equals(expected, hello.Sha256, StringComparison.OrdinalIgnoreCase)
            ? new EnrolmentRecord(identity, EnrolmentState.Enrolled, $"portal-host {version} answers on {identity}.")
            : new EnrolmentRecord(identity, EnrolmentState.WrongVersion,
                $"portal-host {version} on {identity} is another build than the portal's. Run the enrolment commands again.");
    }
}
