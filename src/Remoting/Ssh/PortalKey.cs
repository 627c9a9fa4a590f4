using CliWrap;
using CliWrap.Buffered;

namespace Portal.Remoting.Ssh;

/// <summary>The portal's own key pair. Its passphrase reaches ssh through an askpass script: never an argument, never a log.</summary>
internal sealed class PortalKey(SshFolder folder, SshOptions options)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly Lock _making = new();

    /// <summary>Path of the private key; the file is made at first use unless the configuration names one.</summary>
    public string PrivateFilePath => options.PrivateKeyFile is { } given ? Path.GetFullPath(given) : Path.Combine(folder.Root, "id_ed25519");

    /// <summary>What every ssh program is started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment()
    {
        var variables = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["SSH_AUTH_SOCK"] = options.AgentSocket, ["SSH_ASKPASS"] = null };
        if (options.PassphraseFile is not { } file)
            return variables;
        var script = Path.Combine(folder.Root, "askpass");
        if (!File.Exists(script))
            PrivateFile.WriteScript(script, "#!/bin/sh\nexec head -n 1 -- \"$PORTAL_PASSPHRASE_FILE\"\n");
        variables["SSH_ASKPASS"] = script;
        variables["SSH_ASKPASS_REQUIRE"] = "force";
        variables["PORTAL_PASSPHRASE_FILE"] = Path.GetFullPath(file);
        return variables;
    }

    /// <summary>Makes the key if there is none. Throws with a sentence when a named key is not there.</summary>
    public void Ensure()
    {
        lock (_making)
        {
            if (File.Exists(PrivateFilePath))
                return;
            if (options.PrivateKeyFile is not null)
            {
                throw new InvalidOperationException(
                    $"The key file '{PrivateFilePath}' (Remoting:Ssh:PrivateKeyFile) does not exist. Put it there, or remove the setting: the portal then makes a key of its own.");
            }

            string[] arguments = ["-q", "-t", "ed25519", "-C", "rolling-patch-portal", "-f", PrivateFilePath];
            Keygen(options.PassphraseFile is null ? [.. arguments, "-N", ""] : arguments);
        }
    }

    /// <summary>The public half: one authorized_keys line without options.</summary>
    public string PublicLine()
    {
        Ensure();
        var beside = PrivateFilePath + ".pub";
        return (File.Exists(beside) ? File.ReadLines(beside).First() : Keygen(["-y", "-f", PrivateFilePath])).Trim();
    }

    private string Keygen(IReadOnlyList<string> arguments)
    {
        using var limit = new CancellationTokenSource(Limit);
        var keygen = Cli.Wrap("ssh-keygen").WithArguments(arguments).WithEnvironmentVariables(Environment()).WithValidation(CommandResultValidation.None);
        // On the thread pool: the caller's scheduler may have one thread only, which waits here.
        var made = Task.Run(() => keygen.ExecuteBufferedAsync(limit.Token).Task).GetAwaiter().GetResult();
        return made.ExitCode == 0
            ? made.StandardOutput
            : throw new InvalidOperationException($"ssh-keygen could not read or make the portal's key: {PlainText.Of(made.StandardError.Trim())}");
    }
}
