using System.Collections.Immutable;
using System.Text.Json;
using Portal.Core.Pairs;
using Portal.Host.Wire;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Ssh;

/// <summary>A portal's data folder, its key, and servers that know it.</summary>
internal sealed class SshStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pssh").FullName;
    private readonly List<SshServer> _servers = [];
    private readonly List<OpenSshShells> _shells = [];

    public SshStage(Action<RemotingOptions>? change = null)
    {
        Options = new RemotingOptions
        {
            DataFolder = Path.Combine(_folder, "data"),
            Ssh = new SshOptions { User = Environment.UserName, ConnectTimeout = Patience },
        };
        change?.Invoke(Options);
        Shells = Start();
    }

    /// <summary>What ought to succeed may take this long on a machine that builds something else meanwhile.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public RemotingOptions Options { get; }

    public OpenSshShells Shells { get; }

    public string Folder => _folder;

    /// <summary>A portal on the same data folder, as after a restart.</summary>
    public OpenSshShells Start()
    {
        var shells = new OpenSshShells(Microsoft.Extensions.Options.Options.Create(Options));
        _shells.Add(shells);
        return shells;
    }

    public SshServer Server(string restrictions = "restrict")
    {
        var server = new SshServer(Path.Combine(_folder, $"server{_servers.Count}"), Shells.Key.PublicLine(), restrictions);
        _servers.Add(server);
        return server;
    }

    /// <summary>A pair whose Primary is the server, pinned to the key that it has, or to the given one.</summary>
    public static Pair PairOf(SshServer primary, string? pinned = null) => Pair(
        new Server(Identity.Primary, "one", primary.Address, null, [pinned ?? primary.Fingerprint]),
        new Server(Identity.Secondary, "two", null, null, []));

    public static Pair Pair(Server primary, Server secondary) => new(
        new PairId("pair"), "Pair", new EngineKind("patroni"), primary, secondary,
        new ServiceProbe.Simulated(), [], PairLimits.Default, ImmutableArray<MaintenanceWindow>.Empty, InstallGate.Open);

    public static Task<ShellAnswer> Hello(IHostShell shell, Identity on = Identity.Primary) =>
        shell.Call(on, new Request(Verbs.Hello), Patience, Stop);

    /// <summary>The same once the portal has noticed that its connection is gone: a call that was on its way meanwhile is lost.</summary>
    public static async Task<ShellAnswer> HelloWhenLostIsKnown(IHostShell shell)
    {
        var answer = await Hello(shell);
        while (answer is ShellAnswer.Lost)
            answer = await Hello(shell);
        return answer;
    }

    public static Hello Answer(ShellAnswer answer) =>
        answer is ShellAnswer.Line line ? JsonSerializer.Deserialize(line.Json, WireJson.Default.Hello)! : throw new InvalidOperationException(answer.ToString());

    /// <summary>The server's process that serves the portal's connection, as the stand-in tells it in its facts.</summary>
    public static int SessionOf(ShellAnswer answer) =>
        int.Parse(JsonSerializer.Deserialize(Assert.IsType<ShellAnswer.Line>(answer).Json, WireJson.Default.HostFacts)!.BootId!, System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var shells in _shells)
            await shells.DisposeAsync();
        _servers.ForEach(server => server.Dispose());
        Directory.Delete(_folder, recursive: true);
    }
}
