namespace Portal.Lab.Hosts;

/// <summary>What a command on a host or of the lab ended with.</summary>
public sealed record LabOutput(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The standard output without its last line end, or a <see cref="LabFailure"/> when the command failed.</summary>
    public string MustSucceed() => ExitCode == 0
        ? Output.TrimEnd()
        : throw new LabFailure($"'{Command}' ended with {ExitCode}: {(Error.Length > 0 ? Error : Output).Trim()}");
}
