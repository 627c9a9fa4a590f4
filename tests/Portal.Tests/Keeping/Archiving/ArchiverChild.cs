using System.Diagnostics;
using System.Runtime.CompilerServices;
using Portal.Keeping.Archiving;

namespace Portal.Tests.Keeping.Archiving;

/// <summary>The test assembly as a second process that archives a database and kills itself at a point, as a power cut would.</summary>
internal static class ArchiverChild
{
    public const string File = "PORTAL_TESTS_CHILD_ARCHIVE", Folder = "PORTAL_TESTS_CHILD_ARCHIVES", Point = "PORTAL_TESTS_CHILD_POINT", Now = "PORTAL_TESTS_CHILD_NOW";

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(File) is not { } path) return;
        var end = Enum.Parse<ArchivePoint>(Environment.GetEnvironmentVariable(Point)!);
        var now = DateTimeOffset.Parse(Environment.GetEnvironmentVariable(Now)!, System.Globalization.CultureInfo.InvariantCulture);
        var archiver = new Archiver(path, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now))
        {
            Free = _ => long.MaxValue,
            Passing = point =>
            {
                if (point == end) Process.GetCurrentProcess().Kill();
            },
        };
        archiver.Run(new ArchiveOrder(Environment.GetEnvironmentVariable(Folder)!, now, ArchivedLife.Admin, "Two years are over.", [], [])).GetAwaiter().GetResult();
        Environment.Exit(7);
    }

    /// <summary>Runs it to its end at the point.</summary>
    /// <returns>The exit code; 7: it was not killed.</returns>
    public static async Task<int> KilledAt(ArchivePoint point, string path, string folder, DateTimeOffset now)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            ArgumentList = { "exec", typeof(ArchiverChild).Assembly.Location },
            RedirectStandardError = true,
        };
        (start.Environment[File], start.Environment[Folder], start.Environment[Point], start.Environment[Now]) = (path, folder, point.ToString(), now.ToString("O"));
        using var child = Process.Start(start)!;
        var complaint = child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True((await complaint).Length == 0, await complaint);
        return child.ExitCode;
    }
}
