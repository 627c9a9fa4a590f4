namespace Portal.Host.Linux;

internal static class TextFile
{
    /// <summary>The whole text, or null when the file is absent or unreadable.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The lines that are not blank, trimmed; null when the file is absent or unreadable.</summary>
    internal static string[]? Lines(string path) =>
        Read(path)?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
