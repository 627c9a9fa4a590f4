namespace Portal.Browser.Tests.Portals;

/// <summary>Where things are in the repository that this test program was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Screenshots and the portals' output, for people to look at after the run; ignored by git.</summary>
    public static string Artifacts(string subject) => Directory.CreateDirectory(Path.Combine(Root, "artifacts", subject)).FullName;

    /// <summary>The portal as built with this test program: the same configuration and framework.</summary>
    public static string PortalProgram
    {
        get
        {
            var framework = new DirectoryInfo(AppContext.BaseDirectory);
            var program = Path.Combine(Root, "src", "Portal", "bin", framework.Parent!.Name, framework.Name, "Portal.dll");
            return File.Exists(program) ? program : throw new FileNotFoundException($"{program} is missing: build src/Portal.");
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has Portal.sln.");
    }
}
