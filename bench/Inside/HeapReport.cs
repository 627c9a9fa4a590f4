using System.Globalization;

namespace Portal.Bench.Inside;

/// <summary>Tells what is alive on the portal's heap whenever a file asks for it: from outside only resident memory can be seen, which the collector fills as it likes.</summary>
internal static class HeapReport
{
    /// <summary>Names the file; it is taken away, and the answer stands beside it with '.bytes' behind its name.</summary>
    public const string Variable = "BENCH_HEAP";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static void Begin(string file) => _ = Task.Run(async () =>
    {
        while (true)
        {
            await Task.Delay(Look);
            if (!File.Exists(file)) continue;
            File.Delete(file);
            // Twice, so that what a finalizer let go is gone as well.
            for (var i = 0; i < 2; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            await File.WriteAllTextAsync($"{file}.tmp", GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
            File.Move($"{file}.tmp", $"{file}.bytes", overwrite: true);
        }
    });
}
