using System.Runtime.InteropServices;

namespace Portal.Host.Linux;

/// <summary>Files that outlive a power cut.</summary>
internal static class Durable
{
    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="IOException">Nothing was changed under <paramref name="path"/>.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        Rename(temporary, path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    internal static void Rename(string from, string to)
    {
        if (LibC.Rename(from, to) != 0)
            throw new IOException($"rename {to}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes the folder's own entries survive a power cut.</summary>
    internal static void SyncFolder(string path)
    {
        int folder = LibC.Open(path, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
        int done = folder < 0 ? -1 : LibC.Sync(folder);
        int error = Marshal.GetLastPInvokeError();
        if (folder >= 0)
            _ = LibC.Close(folder);
        if (done != 0)
            throw new IOException($"fsync {path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }
}
