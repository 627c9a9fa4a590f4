using CliWrap;
using Portal.Lab.Hosts;

namespace Portal.Lab;

/// <summary>
/// A real pair on this machine, held by this process alone: PostgreSQL under Patroni on pg1 (Primary) and pg2 (Secondary).
/// Every call has a limit and throws <see cref="LabFailure"/> with a sentence when the lab does not do it.
/// </summary>
public sealed partial class LabPair : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(8); // may have to build everything first
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(150);
    private readonly LabHold _hold;

    private LabPair(LabHold hold) => _hold = hold;

    /// <summary>Why a test on a real pair has to be left out here, or ready; throws in CI where it may not be left out.</summary>
    public static LabAvailability Availability => LabAvailability.Current;

    /// <summary>The folder of the lab's keys, state and cached file systems.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("PORTAL_LAB") is { Length: > 0 } chosen
        ? chosen
        : "/var/cache/rolling-patch-portal/lab";

    /// <summary>The private key that root of every host accepts.</summary>
    public static string RootKeyFile => Path.Combine(Folder, "keys", "id");

    /// <summary>The role of the service probe: may connect to database <c>postgres</c>, and no more.</summary>
    public static LabRole Probe => LabRole.Read("portal_probe", "probe", "postgres");

    /// <summary>The role of the writer: owns database <c>lab</c>.</summary>
    public static LabRole Writer => LabRole.Read("lab_writer", "writer", "lab");

    /// <summary>Waits for the lab (at most 30 minutes), then starts a fresh pair, whatever a killed run left behind.</summary>
    public static async Task<LabPair> Up(CancellationToken stop)
    {
        var pair = new LabPair(await LabHold.Take(stop));
        try
        {
            await pair.Reset(stop);
            return pair;
        }
        catch
        {
            pair._hold.Dispose();
            throw;
        }
    }

    /// <summary>A fresh pair in about 8 s: pg1 leads, pg2 in sync, 1.0 installed, 1.1 published, every fault taken back.</summary>
    public async Task Reset(CancellationToken stop) =>
        (await LabScript.Run(["reset"], StartLimit, PipeSource.Null, stop)).MustSucceed();

    /// <summary>Runs a command as root on a host and gives back how it ended, also when it failed.</summary>
    public Task<LabOutput> Ssh(LabHost host, string command, CancellationToken stop) => Ssh(host, command, PipeSource.Null, stop);

    /// <summary>The same with something on the command's standard input.</summary>
    public Task<LabOutput> Ssh(LabHost host, string command, PipeSource input, CancellationToken stop) =>
        LabScript.Run(["ssh", host.Name, command], CommandLimit, input, stop);

    /// <summary>What the lab says about its hosts, roles and packages, for a failed test's output.</summary>
    public Task<string> Status(CancellationToken stop) => Lab(stop, "status");

    /// <summary>Takes the pair down and lets the next test run have the lab.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Lab(CancellationToken.None, "down");
        }
        finally
        {
            _hold.Dispose();
        }
    }

    private static async Task<string> Lab(CancellationToken stop, params string[] arguments) =>
        (await LabScript.Run(arguments, CommandLimit, PipeSource.Null, stop)).MustSucceed();
}
