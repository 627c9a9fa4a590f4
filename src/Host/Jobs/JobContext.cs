using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>What a job works with.</summary>
/// <param name="Limit">Cancelled when the job's limit has passed.</param>
internal sealed record JobContext(HostRoots Roots, Job Job, OutputLog Log, TimeProvider Time, CancellationToken Limit)
{
    /// <summary>Runs a program of the system, its output into the job's log.</summary>
    internal Task<ToolResult> Run(string program, params IEnumerable<string> arguments)
    {
        string[] list = [.. arguments];
        Log.Write($"$ {program} {string.Join(' ', list)}");
        return Tool.Run(Roots.Program(program), list, Log.Write, Limit);
    }
}
