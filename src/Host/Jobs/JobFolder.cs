using System.Runtime.InteropServices;
using System.Text.Json;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>A job's folder: it exists whole or not at all, and for ever, since a key is never carried out twice.</summary>
internal sealed record JobFolder(string Folder)
{
    internal string Request => Path.Combine(Folder, "request.json");
    internal string Output => Path.Combine(Folder, "output.log");
    internal string Status => Path.Combine(Folder, "status.json");

    /// <summary>Held by the process that starts the job, until the job has begun.</summary>
    internal string Accepted => Path.Combine(Folder, "accepted");

    /// <summary>Held by the process that does the job; who creates it is the only one that ever may.</summary>
    internal string Begun => Path.Combine(Folder, "begun");

    /// <summary>Space kept back so that a result fits on a disk that the job has filled.</summary>
    internal string Reserve => Path.Combine(Folder, "reserve");

    internal static JobFolder Of(HostRoots roots, string key) => new(Path.Combine(roots.Jobs, key));

    /// <summary>Whether the key was ever seen; 'cannot be looked at' is not 'no'.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    internal bool Exists
    {
        get
        {
            int folder = LibC.Open(Folder, LibC.OpenReadOnly | LibC.OpenCloseOnExec);
            if (folder >= 0)
                return LibC.Close(folder) == 0;
            int error = Marshal.GetLastPInvokeError();
            return error == LibC.ErrNotFound ? false : throw new IOException($"{Folder}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    internal void WriteRequest(AcceptedJob job) =>
        File.WriteAllBytes(Request, JsonSerializer.SerializeToUtf8Bytes(job, HostJson.Default.AcceptedJob));

    /// <summary>Null when it cannot be read.</summary>
    internal AcceptedJob? ReadRequest() => Parse(Request, HostJson.Default.AcceptedJob);

    /// <summary>Keeps the final status, whole or not at all.</summary>
    internal void WriteStatus(JobStatus status)
    {
        File.Delete(Reserve);
        Durable.Write(Status, JsonSerializer.SerializeToUtf8Bytes(status, WireJson.Default.JobStatus));
    }

    /// <summary>The final status with the count of output lines; null while there is none.</summary>
    internal JobStatus? ReadStatus() =>
        Parse(Status, WireJson.Default.JobStatus) is { } status ? status with { OutputLines = CountLines() } : null;

    internal int CountLines()
    {
        if (!File.Exists(Output))
            return 0;
        using FileStream file = new(Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] buffer = new byte[65536];
        int lines = 0;
        for (int read; (read = file.Read(buffer)) > 0;)
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private static T? Parse<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return TextFile.Read(path) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
