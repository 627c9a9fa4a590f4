namespace Portal.Wiring.Demo;

/// <summary>A database for one demo: in a fresh folder that only this account can read, and gone when the demo ends.</summary>
internal sealed class DemoDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-demo-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "portal.db");

    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Left for the system to clean up: nothing in it outlives the demo's passwords.
        }
    }
}
