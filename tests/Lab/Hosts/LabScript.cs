using CliWrap;
using CliWrap.Buffered;

namespace Portal.Lab.Hosts;

/// <summary>The script <c>tests/Lab/lab</c>, run with a limit.</summary>
internal static class LabScript
{
    private static readonly Lazy<string> Path = new(Find);

    /// <summary>Runs one lab command; past the limit it is killed and a <see cref="LabFailure"/> says so.</summary>
    public static async Task<LabOutput> Run(IReadOnlyList<string> arguments, TimeSpan limit, PipeSource input, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(limit);
        var command = "lab " + string.Join(' ', arguments);
        try
        {
            var ended = await Cli.Wrap(Path.Value)
                .WithArguments(arguments)
                .WithStandardInputPipe(input)
                .WithEnvironmentVariables(variables => variables.Set("LAB_HOLDER", "1"))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(late.Token);
            return new LabOutput(command, ended.ExitCode, ended.StandardOutput, ended.StandardError);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new LabFailure($"'{command}' did not end within {limit.TotalSeconds:0} s and was killed.");
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (System.IO.Path.Combine(folder.FullName, "tests", "Lab", "lab") is var script && File.Exists(script))
                return script;
        throw new LabFailure($"tests/Lab/lab was not found in any folder above {AppContext.BaseDirectory}.");
    }
}
