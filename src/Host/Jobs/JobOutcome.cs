using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>How a job ended.</summary>
/// <param name="State">One of <see cref="JobStates"/>; 'running' for a reboot that is under way.</param>
/// <param name="Detail">One sentence for the operator.</param>
/// <param name="Remedy">What to do; may be empty.</param>
internal sealed record JobOutcome(
    string State,
    string Detail,
    string Remedy = "",
    int? ExitCode = null,
    IReadOnlyList<WireUpdate>? Updates = null,
    bool? RebootRequired = null)
{
    internal static JobOutcome Succeeded(string detail) => new(JobStates.Succeeded, detail, ExitCode: 0);

    internal static JobOutcome Failed(string detail, string remedy, int? exitCode = null) => new(JobStates.Failed, detail, remedy, exitCode);

    internal static JobOutcome Unknown(string detail, string remedy) => new(JobStates.Unknown, detail, remedy);

    internal JobStatus ToStatus(string key, long startedUnixMs, long endedUnixMs) =>
        new(key, State, Detail, Remedy, ExitCode, Updates, RebootRequired, 0, startedUnixMs, endedUnixMs);
}
