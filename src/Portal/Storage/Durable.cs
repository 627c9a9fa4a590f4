using System.Runtime.InteropServices;

namespace Portal.Storage;

/// <summary>Makes a new name last over a power cut.</summary>
internal static partial class Durable
{
    /// <summary>Brings a folder's names to the disk; where the platform has no such call (Windows), the file system does it by itself.</summary>
    /// <exception cref="IOException">It cannot be told whether they are there.</exception>
    public static void Folder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        var folder = Open(path, 0);
        if (folder < 0) throw new IOException($"The folder {path} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        var failed = Sync(folder) != 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(folder);
        if (failed != 0) throw new IOException($"The folder {path} could not be brought to the disk (error {failed}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
