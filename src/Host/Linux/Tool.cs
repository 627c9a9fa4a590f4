using System.ComponentModel;
using System.Diagnostics;

namespace Portal.Host.Linux;

/// <summary>What a program printed and how it ended.</summary>
/// <param name="ExitCode">Null when it could not be started.</param>
internal sealed record ToolResult(int? ExitCode, IReadOnlyList<string> Lines)
{
    internal bool Succeeded => ExitCode == 0;
}

/// <summary>Runs programs of the system: by path, arguments as an array, a fixed environment, never through a shell.</summary>
internal static class Tool
{
    /// <summary>How long a program that was asked to stop may take before it is killed.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private const int MostLinesKept = 50_000;

    /// <summary>Runs to the end and keeps what was printed, errors included, in order.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the program has ended.</exception>
    internal static async Task<ToolResult> Run(string program, IEnumerable<string> arguments, Action<string> line, CancellationToken stop)
    {
        using Process process = new() { StartInfo = Describe(program, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return new(null, [$"{program} could not be started."]);
        }
        process.StandardInput.Close();
        List<string> kept = [];
        void Keep(string text)
        {
            lock (kept)
            {
                if (kept.Count < MostLinesKept)
                    kept.Add(text);
                line(text);
            }
        }
        Task output = Task.WhenAll(
            LineReader.ReadAll(process.StandardOutput.BaseStream, Keep),
            LineReader.ReadAll(process.StandardError.BaseStream, Keep));
        await End(process, stop);
        // A background child may hold the pipes open; the program itself has ended.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(5), CancellationToken.None));
        stop.ThrowIfCancellationRequested();
        lock (kept)
            return new(process.ExitCode, [.. kept]);
    }

    private static ProcessStartInfo Describe(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = "/root";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        start.Environment["APT_LISTCHANGES_FRONTEND"] = "none";
        start.Environment["UCF_FORCE_CONFFOLD"] = "1";
        // needrestart would restart services behind the portal's back; it may only list them.
        start.Environment["NEEDRESTART_MODE"] = "l";
        return start;
    }

    private static async Task End(Process process, CancellationToken stop)
    {
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            _ = LibC.Kill(process.Id, LibC.SignalTerminate);
            using CancellationTokenSource grace = new(Grace);
            try
            {
                await process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
