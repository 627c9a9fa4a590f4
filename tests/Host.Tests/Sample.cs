namespace Portal.Host.Tests;

/// <summary>Output captured from the real tools.</summary>
internal static class Sample
{
    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Samples", name + ".txt");

    internal static string Text(string name) => File.ReadAllText(Path(name));

    internal static string[] Lines(string name) => Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
