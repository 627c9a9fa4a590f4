namespace Portal.Host.Wire;

/// <summary>What became of a job.</summary>
/// <param name="State">See <see cref="JobStates"/>.</param>
/// <param name="Detail">One sentence for the operator.</param>
/// <param name="Remedy">What to do when it failed; may be empty.</param>
/// <param name="ExitCode">Of the tool that was run; null where none ended.</param>
/// <param name="Updates">Of a scan.</param>
/// <param name="RebootRequired">After an install; null when not known.</param>
/// <param name="OutputLines">Lines of output so far.</param>
public sealed record JobStatus(
    string Key,
    string State,
    string Detail,
    string Remedy = "",
    int? ExitCode = null,
    IReadOnlyList<WireUpdate>? Updates = null,
    bool? RebootRequired = null,
    int OutputLines = 0,
    long StartedUnixMs = 0,
    long EndedUnixMs = 0);

/// <summary>The states of a job.</summary>
public static class JobStates
{
    /// <summary>The key was never seen: nothing was done.</summary>
    public const string NotSeen = "not-seen";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>Accepted, and it left no result: it may or may not have acted.</summary>
    public const string Unknown = "unknown";
}

/// <summary>An update that a scan found. What came later to this record is null in the answers of an older portal-host.</summary>
/// <param name="Security">True: the package manager has it from a security archive; null: it does not say so.</param>
/// <param name="Section">Of the archive: 'libs', 'kernel'; null when not known.</param>
/// <param name="Summary">What the package is, one line; null when not known.</param>
public sealed record WireUpdate(string Name, string? Installed, string Candidate, string Origin, bool? Security = null, string? Section = null, string? Summary = null);

/// <summary>A line of a job's output, or its end.</summary>
/// <param name="Text">Null on the last line.</param>
/// <param name="End">The final status, on the last line only.</param>
public sealed record FollowLine(string? Text, JobStatus? End);
