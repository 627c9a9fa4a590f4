using System.Diagnostics;
using System.Globalization;
using Portal.Core.Audit;

namespace Portal.Tests.Storage;

public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TestLedger test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it()
    {
        _ = test.Ledger.Head;
        foreach (var acknowledgements in (int[])[1, 7, 40, 150])
        {
            using var child = Start(entries: 1_000_000);
            var acknowledged = new List<long>();
            while (acknowledged.Count < acknowledgements) acknowledged.Add(Place(await child.StandardOutput.ReadLineAsync().WaitAsync(Limit)));
            child.Kill();
            var rest = await child.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
            await child.WaitForExitAsync().WaitAsync(Limit);
            // The last line may have been cut off by the kill; every one before it was printed whole.
            acknowledged.AddRange(rest.Split('\n')[..^1].Select(Place));

            var ledger = test.Reopen();

            var there = ledger.All().Select(e => e.Seq).ToHashSet();
            Assert.Empty(acknowledged.Except(there));
            Assert.True(there.Count <= acknowledged.Max() + 1, "At most one entry can have been committed and not acknowledged.");
            Assert.IsType<ChainCheck.Whole>(ledger.Verify());
        }
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_make_one_ledger_and_lose_no_entry()
    {
        using var one = Start(entries: 100);
        using var two = Start(entries: 100);

        var output = await Task.WhenAll(one.StandardOutput.ReadToEndAsync(), two.StandardOutput.ReadToEndAsync()).WaitAsync(Limit);

        var places = output.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(Place).Order();
        Assert.Equal(Enumerable.Range(1, 200).Select(n => (long)n), places);
        Assert.Equal(200, test.Ledger.Read(TestLedger.Run).Length);
        Assert.IsType<ChainCheck.Whole>(test.Ledger.Verify());
    }

    private static long Place(string? line) => long.Parse(line!, CultureInfo.InvariantCulture);

    private Process Start(int entries)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "exec", typeof(ProcessTests).Assembly.Location },
        };
        start.Environment[LedgerChild.File] = test.Path;
        start.Environment[LedgerChild.Entries] = entries.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }
}
