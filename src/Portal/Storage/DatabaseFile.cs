namespace Portal.Storage;

/// <summary>The file that the database lives in; only the portal's own account may read it.</summary>
public static class DatabaseFile
{
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnlyFile | UnixFileMode.UserExecute;

    /// <summary>Full path of the configured file; a relative one counts from the content root.</summary>
    /// <param name="configured">Value of Storage:Database; null or empty: data/portal.db.</param>
    public static string Locate(string? configured, string contentRoot) =>
        Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? Path.Combine("data", "portal.db") : configured, contentRoot);

    /// <summary>Creates the file (0600) and its folder (0700) where they are missing, and leaves an existing file's content as it is.</summary>
    /// <exception cref="StorageRefusedException">The folder or file cannot be written.</exception>
    public static void Ensure(string path)
    {
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            using (File.Open(path, Options())) { }
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnlyFile)
                File.SetUnixFileMode(path, OwnerOnlyFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageRefusedException(
                $"The database {path} cannot be created or written: {fault.Message} Nothing was changed. " +
                "Give the portal's account the folder, or name another file in Storage:Database, and start the portal again.", fault);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnlyFolder);
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnlyFile;
        return options;
    }
}
