using System.Runtime.InteropServices;

namespace Portal.Host.Linux;

/// <summary>
/// A file that exactly one process can ever create, locked for as long as that process lives.
/// The kernel drops the lock when the process dies, however it dies, so a reader can tell 'alive' from 'gone'.
/// </summary>
internal sealed class HeldFile : IDisposable
{
    private readonly int _file;

    private HeldFile(int file) => _file = file;

    /// <summary>Creates and locks the file; null when it was created before, by anybody.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal static HeldFile? TryCreate(string path)
    {
        // Locked before it gets its name, so that nobody ever sees it unlocked while its maker lives.
        string temporary = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(temporary, $"{Environment.ProcessId}\n");
        try
        {
            int file = LibC.Open(temporary, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
            if (file < 0 || LibC.Lock(file, LibC.LockExclusive | LibC.LockNoWait) != 0)
                throw Failure(path);
            if (LibC.Link(temporary, path) == 0)
                return new HeldFile(file);
            int error = Marshal.GetLastPInvokeError();
            _ = LibC.Close(file);
            return error == LibC.ErrExists ? null : throw new IOException($"link {path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Waits for the lock of a file that many use in turn; null when the limit passed.</summary>
    internal static HeldFile? Wait(string path, TimeSpan limit)
    {
        CreateWhereMissing(path);
        int file = LibC.Open(path, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
        if (file < 0)
            throw Failure(path);
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (LibC.Lock(file, LibC.LockExclusive | LibC.LockNoWait) != 0)
        {
            if (Environment.TickCount64 > end)
            {
                _ = LibC.Close(file);
                return null;
            }
            Thread.Sleep(5);
        }
        return new HeldFile(file);
    }

    /// <summary>Whether the file exists and the process that made it lives.</summary>
    /// <exception cref="IOException">It exists and cannot be looked at.</exception>
    internal static bool IsHeld(string path)
    {
        int file = LibC.Open(path, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
        if (file < 0)
            return Marshal.GetLastPInvokeError() == LibC.ErrNotFound ? false : throw Failure(path);
        bool held = LibC.Lock(file, LibC.LockShared | LibC.LockNoWait) != 0;
        _ = LibC.Close(file);
        return held;
    }

    public void Dispose() => _ = LibC.Close(_file);

    private static void CreateWhereMissing(string path)
    {
        // Never opened through .NET once it exists: that would try a lock of its own.
        try
        {
            if (!File.Exists(path))
                File.Open(path, FileMode.CreateNew).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
        }
    }

    private static IOException Failure(string path) =>
        new($"{path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
}
