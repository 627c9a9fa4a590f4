namespace Portal.Bench.Portals;

/// <summary>Where things are in the repository that this program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The folder that bench/run publishes the portal to.</summary>
    public static string Published => Environment.GetEnvironmentVariable("BENCH_PORTAL") is { Length: > 0 } chosen ? chosen : Path.Combine(Root, "artifacts", "portal");

    public static string HostProgram => Path.Combine(Root, "artifacts", "portal-host", "portal-host");

    public static string Lab => Path.Combine(Root, "tests", "Lab", "lab");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has Portal.sln.");
    }
}
