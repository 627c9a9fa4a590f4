using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Apt;

/// <summary>The calls of apt-get that jobs make.</summary>
internal static class AptGet
{
    /// <summary>How long apt waits for another package operation to end.</summary>
    internal static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);

    private static readonly string[] Quiet = ["-q", "-o", "Dpkg::Use-Pty=0", "-o", "APT::Color=0"];

    /// <summary>Refreshes the lists; one list that cannot be had is a failure of all.</summary>
    internal static async Task<ToolResult> Update(JobContext context)
    {
        long end = context.Time.GetTimestamp() + (long)(LockLimit.TotalSeconds * context.Time.TimestampFrequency);
        while (true)
        {
            ToolResult ran = await context.Run("apt-get", [.. Quiet, "-o", "APT::Update::Error-Mode=any", "update"]);
            bool locked = ran.Lines.Any(l => l.StartsWith("E: Could not get lock", StringComparison.Ordinal));
            if (!locked || context.Time.GetTimestamp() > end)
                return Strict(ran);
            // apt's own lock time-out does not cover the lists.
            await Task.Delay(TimeSpan.FromSeconds(1), context.Time, context.Limit);
        }
    }

    /// <summary>Simulates a full upgrade; needs no lock.</summary>
    internal static Task<ToolResult> SimulateUpgrade(JobContext context) =>
        context.Run("apt-get", [.. Quiet, "-s", "-o", "Debug::NoLocking=true", "dist-upgrade"]);

    /// <summary>Simulates an upgrade that removes nothing.</summary>
    internal static Task<ToolResult> SimulateSafeUpgrade(JobContext context) =>
        context.Run("apt-get", [.. Quiet, "-s", "-o", "Debug::NoLocking=true", "--with-new-pkgs", "upgrade"]);

    internal static Task<ToolResult> SimulateInstall(JobContext context, IReadOnlyList<WirePackage> packages) =>
        context.Run("apt-get", [.. Quiet, "-s", "-y", "-o", "Debug::NoLocking=true", "--no-remove", "install", .. Exactly(packages)]);

    internal static Task<ToolResult> Install(JobContext context, IReadOnlyList<WirePackage> packages) =>
        context.Run("apt-get",
        [
            .. Quiet,
            "-y",
            "-o", "Dpkg::Options::=--force-confold",
            "-o", "Dpkg::Options::=--force-confdef",
            "-o", $"DPkg::Lock::Timeout={LockLimit.TotalSeconds:0}",
            "--no-remove",
            "install",
            .. Exactly(packages),
        ]);

    private static IEnumerable<string> Exactly(IReadOnlyList<WirePackage> packages) => packages.Select(p => $"{p.Name}={p.Version}");

    /// <summary>
    /// Older versions of apt end with 0 although a list failed and an old one was used instead.
    /// 'Err:' lines alone say nothing: apt asks for one list in several forms, and prints one for each that is not there.
    /// </summary>
    private static ToolResult Strict(ToolResult ran) =>
        ran.Succeeded && ran.Lines.Any(l => l.StartsWith("W: Failed to fetch", StringComparison.Ordinal)
            || l.StartsWith("W: Some index files failed", StringComparison.Ordinal))
            ? ran with { ExitCode = 100 }
            : ran;
}
