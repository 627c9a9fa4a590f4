using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Tests.Storage;

/// <summary>The test assembly as a second process that appends to a ledger and prints each acknowledged place.</summary>
internal static class LedgerChild
{
    public const string File = "PORTAL_TESTS_CHILD_LEDGER", Entries = "PORTAL_TESTS_CHILD_ENTRIES";

    // Runs before the test runner's own entry point, which would not know the arguments.
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(File) is not { } path) return;
        var entries = int.Parse(Environment.GetEnvironmentVariable(Entries)!, CultureInfo.InvariantCulture);
        var ledger = SqliteLedger.Open(PortalDatabase.Open(path), new LedgerWatch(NullLogger<LedgerWatch>.Instance), TimeProvider.System);
        var version = 0L;
        for (var done = 0; done < entries;)
        {
            switch (ledger.Append([new StreamAppend(TestLedger.Run, version, [TestLedger.Entry()])]))
            {
                case Appended.Raced raced: version = raced.ActualVersion; break;
                case Appended.Done written:
                    Console.Out.WriteLine(written.Entries[0].Seq.ToString(CultureInfo.InvariantCulture));
                    Console.Out.Flush();
                    version++;
                    done++;
                    break;
            }
        }
        Environment.Exit(0);
    }
}
