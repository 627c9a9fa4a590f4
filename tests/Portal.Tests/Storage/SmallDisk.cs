using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Portal.Tests.Storage;

/// <summary>A file system in memory with an end; only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    public static SmallDisk Mount(string size)
    {
        var folder = Directory.CreateTempSubdirectory("portal-disk-").FullName;
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("A small disk takes root on Linux.");
        }
        return new SmallDisk(folder);
    }

    public void Fill()
    {
        using var file = File.Create(Path.Combine(Folder, "ballast"));
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Path.Combine(Folder, "ballast"));

    public void ReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro,force", Folder) is 0 ? 0 : Run("mount", "--bind", "-o", "ro", Folder, Folder));

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        // One upon the other, where it was made read-only.
        while (Run("umount", "-l", Folder) == 0) { }
        Directory.Delete(Folder);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
