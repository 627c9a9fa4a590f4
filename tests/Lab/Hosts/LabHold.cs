using System.Diagnostics;

namespace Portal.Lab.Hosts;

/// <summary>The machine-wide claim on the one lab; the kernel gives it back when the process dies.</summary>
internal sealed class LabHold : IDisposable
{
    private const string LockFile = "/run/lock/portal-lab.use";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private readonly FileStream _claim;

    private LabHold(FileStream claim) => _claim = claim;

    /// <summary>Waits at most 30 minutes for other test runs to let go.</summary>
    public static async Task<LabHold> Take(CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LockFile)!);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new LabHold(new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException taken)
            {
                if (waited.Elapsed > Limit)
                    throw new LabFailure($"Another test run has held the lab for {Limit.TotalMinutes:0} minutes; this one gave up.", taken);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }
    }

    public void Dispose() => _claim.Dispose();
}
