using CliWrap;

namespace Portal.Lab.Hosts;

/// <summary>Whether this machine can carry the lab, and the sentence that says why not.</summary>
public sealed record LabAvailability(bool IsReady, string Sentence)
{
    private static readonly Lazy<LabAvailability> OfThisMachine = new(Ask);

    /// <summary>
    /// What this machine answered, asked once in a process. In CI (environment variable CI=true) a machine that cannot carry
    /// the lab throws <see cref="LabFailure"/>: there a test that is left out would pass for one that ran.
    /// </summary>
    public static LabAvailability Current => OfThisMachine.Value is { IsReady: false } lacking && InCi
        ? throw new LabFailure($"{lacking.Sentence} In CI (CI=true) the tests on real pairs may not be left out.")
        : OfThisMachine.Value;

    private static bool InCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static LabAvailability Ask()
    {
        if (!OperatingSystem.IsLinux())
            return new LabAvailability(false, "This machine cannot carry the lab: its hosts need Linux.");
        var answer = LabScript.Run(["check"], TimeSpan.FromSeconds(30), PipeSource.Null, CancellationToken.None).GetAwaiter().GetResult();
        return answer.ExitCode == 0
            ? new LabAvailability(true, "This machine can carry the lab.")
            : new LabAvailability(false, (answer.Output + answer.Error).Trim());
    }
}
