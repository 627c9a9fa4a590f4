namespace Portal.Wiring;

/// <summary>Where appsettings.json and wwwroot are: beside the program when published, at the top of the repository otherwise.</summary>
internal static class ContentRoot
{
    /// <summary>The nearest folder at or above <paramref name="start"/> that has both; <paramref name="start"/> itself when there is none.</summary>
    /// <remarks>Never the current folder: a portal started from elsewhere would answer its static files with nothing.</remarks>
    public static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "appsettings.json")) && Directory.Exists(Path.Combine(folder.FullName, "wwwroot")))
                return folder.FullName;
        }
        return start;
    }
}
