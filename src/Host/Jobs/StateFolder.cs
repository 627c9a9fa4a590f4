using System.Globalization;
using System.Runtime.InteropServices;
using Portal.Host.Linux;

namespace Portal.Host.Jobs;

/// <summary>The folder of all jobs: root's, and readable by the group of the account that the portal comes in with.</summary>
internal static class StateFolder
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Makes the folder where it is missing.</summary>
    /// <param name="group">Number of the group that may read; null: root's alone.</param>
    internal static void Prepare(HostRoots roots, uint? group)
    {
        if (Directory.Exists(roots.Jobs))
            return;
        Make(Path.GetDirectoryName(roots.Jobs)!, Readable, group);
        // What is made inside inherits the group.
        Make(roots.Jobs, Readable | UnixFileMode.SetGroup, group);
        Durable.SyncFolder(Path.GetDirectoryName(roots.Jobs)!);
    }

    /// <summary>The group of the account that called sudo; sudo itself sets this and keeps no caller's word for it.</summary>
    internal static uint? CallersGroup =>
        uint.TryParse(Environment.GetEnvironmentVariable("SUDO_GID"), CultureInfo.InvariantCulture, out uint group) ? group : null;

    private static void Make(string path, UnixFileMode mode, uint? group)
    {
        Directory.CreateDirectory(path);
        if (group is { } number && LibC.ChangeOwner(path, 0, number) != 0)
            throw new IOException($"chown {path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }
}
