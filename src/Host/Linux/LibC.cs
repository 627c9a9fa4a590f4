using System.Runtime.InteropServices;

namespace Portal.Host.Linux;

/// <summary>The few calls of the C library that .NET does not offer exactly.</summary>
internal static unsafe partial class LibC
{
    internal const int ErrExists = 17;
    internal const int ErrNotFound = 2;
    internal const int ErrWouldBlock = 11;
    internal const int ErrNotEmpty = 39;
    internal const int OpenReadOnly = 0;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int LockShared = 1;
    internal const int LockExclusive = 2;
    internal const int LockNoWait = 4;
    internal const int SignalTerminate = 15;

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(int file, int operation);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int File;
        internal short Events;
        internal short Happened;
    }

    /// <summary>Whether nobody reads from the other end of a pipe or socket any more.</summary>
    internal static bool IsHungUp(int file) => Happened(file, 0);

    /// <summary>Whether nothing will ever come from the other end of a pipe or socket any more.</summary>
    internal static bool HasEnded(int file)
    {
        const short peerStoppedWriting = 0x2000;
        return Happened(file, peerStoppedWriting);
    }

    private static bool Happened(int file, short asked)
    {
        const short error = 0x8, hangUp = 0x10, invalid = 0x20;
        PollEntry entry = new() { File = file, Events = asked };
        return Poll(&entry, 1, 0) > 0 && (entry.Happened & (error | hangUp | invalid | asked)) != 0;
    }

    /// <summary>The file's inode number; null when it cannot be read.</summary>
    internal static ulong? Inode(string path)
    {
        const int currentFolder = -100;
        const uint wantInode = 0x100;
        const int offsetOfInode = 32;
        byte* buffer = stackalloc byte[256];
        return Statx(currentFolder, path, 0, wantInode, buffer) == 0 ? *(ulong*)(buffer + offsetOfInode) : null;
    }
}
