using System.Text;
using CliWrap;

namespace Portal.Remoting.Ssh;

/// <summary>Starts ssh with the pair's configuration, the portal's key and nothing of the portal's own environment that matters to ssh.</summary>
internal sealed class SshTool(string configPath, PortalKey key)
{
    private const int LongestError = 16 * 1024;

    /// <summary>ssh with these arguments after its configuration; exit codes are for the caller to read.</summary>
    public Command Ssh(params IEnumerable<string> arguments) =>
        Cli.Wrap("ssh")
            .WithArguments(["-F", configPath, .. arguments])
            .WithEnvironmentVariables(key.Environment())
            .WithValidation(CommandResultValidation.None);

    /// <summary>Keeps the first part of standard error.</summary>
    public static PipeTarget Errors(StringBuilder text) => PipeTarget.ToDelegate(line =>
    {
        lock (text)
        {
            if (text.Length < LongestError)
                text.Append(line).Append('\n');
        }
    });
}
