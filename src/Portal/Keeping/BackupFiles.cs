using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Storage;

namespace Portal.Keeping;

/// <summary>A backup that was checked and has its name.</summary>
/// <param name="At">When it was made, UTC, as its name says.</param>
public sealed record BackupFile(string Path, DateTimeOffset At, long Bytes)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>The folder of backups: only files with our names are looked at or removed.</summary>
internal sealed partial class BackupFiles(string folder)
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'", Unfinished = ".part", DrillPrefix = "drill-";

    /// <summary>Newest first; empty when the folder is not there.</summary>
    public ImmutableArray<BackupFile> All => !Directory.Exists(folder) ? [] :
    [
        .. new DirectoryInfo(folder).EnumerateFiles().Where(file => Ours().IsMatch(file.Name))
            .Select(file => new BackupFile(file.FullName, DateTimeOffset.ParseExact(Ours().Match(file.Name).Groups["at"].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), file.Length))
            .OrderByDescending(file => file.At),
    ];

    /// <summary>Path of a backup that is being made; nobody takes it for one.</summary>
    public static string Begin(string path) => path + Unfinished;

    public string PathOf(DateTimeOffset at) => Path.Combine(folder, $"portal-{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}.db");

    /// <summary>A folder for a drill that only the portal's account may read.</summary>
    public string DrillFolder()
    {
        var path = Path.Combine(folder, DrillPrefix + Guid.NewGuid().ToString("N"));
        Make(path);
        return path;
    }

    /// <summary>Makes the folder, and removes what a portal that was killed left half done.</summary>
    public void Prepare()
    {
        Make(folder);
        foreach (var left in new DirectoryInfo(folder).EnumerateFiles().Where(file => Left().IsMatch(file.Name))) left.Delete();
        foreach (var left in new DirectoryInfo(folder).EnumerateDirectories().Where(left => Drill().IsMatch(left.Name))) left.Delete(recursive: true);
    }

    /// <summary>Gives a finished file its name, so that it is there after a power cut; never writes over one.</summary>
    public static void Finish(string part, string path)
    {
        using (var file = new FileStream(part, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(part, path);
        Durable.Folder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes all but the newest.</summary>
    public void Prune(int keep)
    {
        foreach (var old in All.Skip(keep)) File.Delete(old.Path);
    }

    private static void Make(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [GeneratedRegex(@"^portal-(?<at>\d{8}T\d{9}Z)\.db$", RegexOptions.CultureInvariant)]
    private static partial Regex Ours();

    [GeneratedRegex(@"^portal-\d{8}T\d{9}Z\.db\.part(-wal|-shm|-journal)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Left();

    [GeneratedRegex("^drill-[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex Drill();
}
