using System.Collections.Immutable;
using Portal.Core.Pairs;

namespace Portal.Core.Ports;

/// <summary>Where a server stands on its way into the portal.</summary>
public enum EnrolmentState
{
    /// <summary>No host key is pinned; the portal does not connect.</summary>
    NotEnrolled,

    /// <summary>Pinned, and portal-host answers with the portal's own version.</summary>
    Enrolled,

    /// <summary>Pinned, but it does not answer; the detail says why.</summary>
    Unreachable,

    /// <summary>Another host key than the pinned one was shown: everything for this server stops.</summary>
    HostKeyChanged,

    /// <summary>portal-host is there in another version.</summary>
    WrongVersion,
}

/// <summary>One server's enrolment.</summary>
/// <param name="Detail">One sentence for the operator.</param>
public sealed record Enrolment(Identity Identity, EnrolmentState State, string Detail);

/// <summary>What an administrator runs on a server, once, as root.</summary>
/// <param name="Commands">In order; each can be run again without harm.</param>
/// <param name="ProgramSha256">Digest of portal-host, hex, to be compared before it is run.</param>
/// <param name="PublicKey">The portal's public key, one authorized_keys line without options.</param>
public sealed record EnrolmentInstructions(ImmutableArray<string> Commands, string ProgramSha256, string PublicKey);

/// <summary>Brings servers into the portal.</summary>
public interface IEnrolments
{
    Task<Enrolment> Check(Pair pair, Identity identity, CancellationToken stop);

    EnrolmentInstructions Instructions(Pair pair, Identity identity);

    /// <summary>Reads the keys that a server shows now, for a person to compare with the server's console; pins nothing.</summary>
    /// <returns>Fingerprints 'SHA256:...', or an empty array with nothing reached within 5 s.</returns>
    Task<ImmutableArray<string>> ShownHostKeys(Pair pair, Identity identity, CancellationToken stop);
}
