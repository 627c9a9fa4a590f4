using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>Turns what cannot be done into a sentence for the caller.</summary>
internal static class Refusals
{
    /// <summary>Exit code after a refusal.</summary>
    internal const int ExitCode = 2;

    /// <returns>0, or <see cref="ExitCode"/> after a refusal was answered.</returns>
    internal static async Task<int> Answer(Answers answers, Func<Task> work)
    {
        try
        {
            await work();
            return 0;
        }
        catch (RefusalException e)
        {
            answers.Write(e.Refusal, WireJson.Default.Refusal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refusal refusal = new(
                $"portal-host could not read or write a file on the server ({e.GetType().Name}: {TerminalText.Of(e.Message)}); a job that was asked for may have been accepted.",
                "Check the free space and the rights under /var/lib/portal-host and /var/lib/dpkg, and ask for the job's status before anything is tried again.");
            answers.Write(refusal, WireJson.Default.Refusal);
        }
        return ExitCode;
    }
}
