namespace Portal.Host.Wire;

/// <summary>One verb with its data: a single JSON line on standard input. The answer is JSON lines on standard output.</summary>
/// <param name="Verb">See <see cref="Verbs"/>.</param>
/// <param name="Key">Job key 'run.step.attempt': letters, digits, '-' and '.', at most 100 characters.</param>
/// <param name="Job">For 'start'.</param>
/// <param name="FromLine">For 'follow': lines of output already had; 0 for all.</param>
/// <param name="Packages">For 'installed': names only are used.</param>
/// <param name="EveryMs">For 'watch': pace at which facts are looked at, ms, 100 to 10,000.</param>
public sealed record Request(
    string Verb,
    string? Key = null,
    Job? Job = null,
    int FromLine = 0,
    IReadOnlyList<WirePackage>? Packages = null,
    int EveryMs = 250);

/// <summary>The verbs of portal-host.</summary>
public static class Verbs
{
    /// <summary>Answers <see cref="Hello"/>.</summary>
    public const string Hello = "hello";

    /// <summary>Answers one <see cref="HostFacts"/>.</summary>
    public const string Facts = "facts";

    /// <summary>Answers <see cref="HostFacts"/> at once, on each change, and at least every 2 s, until the channel closes.</summary>
    public const string Watch = "watch";

    /// <summary>Starts a job detached under its key, at most once; answers <see cref="JobStatus"/>. A key seen before answers its status and starts nothing.</summary>
    public const string Start = "start";

    /// <summary>Answers <see cref="JobStatus"/> of a key.</summary>
    public const string Status = "status";

    /// <summary>Answers <see cref="FollowLine"/> as output comes, the last one with the final status; follows to the end of the job.</summary>
    public const string Follow = "follow";

    /// <summary>Answers <see cref="InstalledPackages"/>.</summary>
    public const string Installed = "installed";
}

/// <summary>A package and one version of it.</summary>
public sealed record WirePackage(string Name, string Version);

/// <summary>What a job does.</summary>
/// <param name="Kind">See <see cref="JobKinds"/>.</param>
/// <param name="Packages">For 'install': exactly these versions.</param>
/// <param name="BootId">For 'reboot': the boot that is to end; another one is refused.</param>
/// <param name="From">For 'switchover': the engine's name of the member that is active.</param>
/// <param name="To">For 'switchover': the engine's name of the member to become active.</param>
/// <param name="LimitSeconds">After which the job is stopped and ends as failed, s.</param>
public sealed record Job(
    string Kind,
    IReadOnlyList<WirePackage>? Packages = null,
    string? BootId = null,
    string? From = null,
    string? To = null,
    int LimitSeconds = 7200);

/// <summary>The kinds of jobs.</summary>
public static class JobKinds
{
    public const string Scan = "scan";
    public const string Install = "install";
    public const string Reboot = "reboot";
    public const string Switchover = "switchover";
    public const string Suspend = "suspend";
    public const string Resume = "resume";
}

/// <summary>Names and version of the program.</summary>
/// <param name="Protocol">Of this contract; the portal refuses another.</param>
/// <param name="Sha256">Digest of the running program's file, hex.</param>
public sealed record Hello(int Protocol, string Version, string Sha256, string HostName)
{
    /// <summary>Raised whenever a verb or a field changes its meaning.</summary>
    public const int CurrentProtocol = 1;
}

/// <summary>A request that was not carried out.</summary>
/// <param name="Error">One sentence: what is wrong.</param>
/// <param name="Remedy">What to do; may be empty.</param>
public sealed record Refusal(string Error, string Remedy = "");
