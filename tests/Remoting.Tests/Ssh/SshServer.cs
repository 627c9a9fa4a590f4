using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portal.Remoting.Tests.Ssh;

/// <summary>A real sshd on loopback with keys of its own, and a stand-in for portal-host as the forced command.</summary>
internal sealed class SshServer : IDisposable
{
    private readonly string _folder;
    private Process? _process;

    public SshServer(string folder, string publicKey, string restrictions = "restrict")
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        Port = FreePort();
        NewHostKey();
        var program = Path.Combine(_folder, "portal-host");
        File.WriteAllText(program, StandIn.Replace("@LOG@", Heard, StringComparison.Ordinal));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(_folder, "authorized_keys"), $"{restrictions},command=\"{program}\" {publicKey}\n");
        Start();
    }

    /// <summary>Answers hello; 'status' hangs; 'watch' says its process id and goes on; the rest is refused. Every request is written down.</summary>
    private const string StandIn = """
        #!/bin/sh
        read -r line
        echo "$line" >>'@LOG@'
        case "$line" in
          *'"verb":"hello"'*) echo '{"protocol":1,"version":"0.1.0","sha256":"ab","hostName":"stand-in"}';;
          *'"verb":"status"'*) exec sleep 60;;
          *'"verb":"watch"'*) while echo "{\"atUnixMs\":1,\"bootId\":\"$PPID\"}"; do sleep 0.2; done;;
          *'"verb":"installed"'*) exit 3;;
          *) echo '{"error":"No.","remedy":"Do."}';;
        esac
        """;

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>The requests that arrived.</summary>
    public string[] Requests => File.Exists(Heard) ? File.ReadAllLines(Heard) : [];

    public string Fingerprint => Keygen("-lf", KeyFile + ".pub").Split(' ')[1];

    private string Heard => Path.Combine(_folder, "heard");

    private string KeyFile => Path.Combine(_folder, "host_key");

    public static void Signal(string signal, int pid) => Run("kill", $"-{signal}", pid.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static string Keygen(params string[] arguments) => Run("ssh-keygen", arguments);

    public void NewHostKey()
    {
        File.Delete(KeyFile);
        File.Delete(KeyFile + ".pub");
        Keygen("-q", "-t", "ed25519", "-N", "", "-f", KeyFile);
    }

    public void Start()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        var config = Path.Combine(_folder, "sshd_config");
        File.WriteAllText(config, $"""
            ListenAddress 127.0.0.1
            Port {Port}
            HostKey {KeyFile}
            PidFile none
            AuthorizedKeysFile {_folder}/authorized_keys
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            MaxStartups 200
            LogLevel ERROR
            """);
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-f", config, "-E", Path.Combine(_folder, "log")]))!;
        WaitUntilListening();
    }

    /// <summary>Ends the server and every session, as a reboot does.</summary>
    public void Stop()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Stop();

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        // Below the range that outgoing connections take their ports from, so that none of them takes it in between.
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(10_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }

    private void WaitUntilListening()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(began) < SshStage.Patience)
            {
                Thread.Sleep(10);
            }
        }
    }
}
