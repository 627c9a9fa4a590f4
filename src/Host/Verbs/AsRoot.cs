using System.Diagnostics;
using System.Text.Json;
using Portal.Host.Jobs;
using Portal.Host.Linux;
using Portal.Host.Wire;

namespace Portal.Host;

/// <summary>The one door to root: 'sudo -n portal-host as-root', with the same request on its standard input.</summary>
internal static class AsRoot
{
    internal const string Argument = "as-root";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Asks the root side to start a job and takes its answer.</summary>
    /// <exception cref="RefusalException">The root side refused, or sudo did.</exception>
    internal static async Task<JobStatus> Start(HostRoots roots, string program, Request request)
    {
        ProcessStartInfo start = new(roots.Program("sudo")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "-n", program, Argument })
            start.ArgumentList.Add(argument);
        using Process sudo = Process.Start(start)!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> said = sudo.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await sudo.StandardInput.BaseStream.WriteAsync(
                (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.Request), (byte)'\n'], limit.Token);
            sudo.StandardInput.Close();
        }
        catch (IOException)
        {
            // sudo refused before it read anything; what it says comes next.
        }
        try
        {
            string answer = await sudo.StandardOutput.ReadToEndAsync(limit.Token);
            await sudo.WaitForExitAsync(limit.Token);
            return Answer(answer, sudo.ExitCode, await said);
        }
        catch (OperationCanceledException)
        {
            throw new RefusalException(
                $"The server's root side did not answer within {Limit.TotalSeconds:0} s; the job may have been accepted.",
                "Ask for the job's status before anything is tried again.");
        }
    }

    private static JobStatus Answer(string answer, int exitCode, string said)
    {
        try
        {
            if (exitCode == 0 && JsonSerializer.Deserialize(answer, WireJson.Default.JobStatus) is { } status)
                return status;
            if (exitCode == Refusals.ExitCode && JsonSerializer.Deserialize(answer, WireJson.Default.Refusal) is { Error: not null } refusal)
                throw new RefusalException(refusal.Error, refusal.Remedy);
        }
        catch (JsonException)
        {
        }
        throw new RefusalException(
            $"sudo did not let portal-host act as root: {TerminalText.Of(said.Trim())}".TrimEnd(' ', ':'),
            "Install the sudo rule that enrolment shows in /etc/sudoers.d/portal-host.");
    }

    /// <summary>The root side: checks everything again and does nothing but start a job.</summary>
    /// <returns>Exit code: 0, or 2 after a refusal.</returns>
    internal static Task<int> Serve(HostRoots roots, TimeProvider time, string program, Stream input, Answers answers) =>
        Refusals.Answer(answers, async () =>
        {
            Request request = await RequestLine.Read(input, time);
            if (request.Verb != Wire.Verbs.Start)
                throw new RefusalException("Only 'start' is done as root.");
            JobStatus status = await new JobStart(roots, time, program).Start(Checks.Key(request.Key), Checks.Job(request.Job));
            answers.Write(status, WireJson.Default.JobStatus);
        });
}
