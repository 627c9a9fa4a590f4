namespace Portal.Remoting.Ssh;

/// <summary>Files and folders that only the portal's account may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAll = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, and takes all rights from everybody else if it was there.</summary>
    public static string Folder(string path)
    {
        var full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
            return full;
        }

        Directory.CreateDirectory(full, OwnerAll);
        File.SetUnixFileMode(full, OwnerAll);
        return full;
    }

    /// <summary>Replaces the file as a whole: a reader sees the old or the new text, never a part.</summary>
    public static void Write(string path, string text) => Write(path, text, OwnerFile);

    /// <summary>The same for a script.</summary>
    public static void WriteScript(string path, string text) => Write(path, text, OwnerAll);

    private static void Write(string path, string text, UnixFileMode mode)
    {
        var fresh = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using (var writer = new StreamWriter(fresh, options))
            writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }
}
