using System.Collections.Concurrent;
using CliWrap;
using Microsoft.Extensions.Options;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>Keeps one shell for each pair, with the files that ssh reads.</summary>
internal sealed class OpenSshShells : IHostShells, IAsyncDisposable
{
    private readonly RemotingOptions _options;
    private readonly ConcurrentDictionary<PairId, Lazy<OpenSshShell>> _shells = new();
    private readonly Lazy<SshFolder> _folder;
    private readonly Lazy<PortalKey> _key;

    public OpenSshShells(IOptions<RemotingOptions> options)
    {
        _options = options.Value;
        _folder = new Lazy<SshFolder>(PrepareFolder);
        _key = new Lazy<PortalKey>(() => new PortalKey(_folder.Value, _options.Ssh));
    }

    /// <summary>The portal's key; made at first use.</summary>
    public PortalKey Key => _key.Value;

    public IHostShell Open(Pair pair) => Of(pair).Value;

    /// <summary>What ssh is started with for a pair.</summary>
    public SshTool Tool(Pair pair) => new(Path.Combine(_folder.Value.Of(pair.Id), "config"), Key);

    public async ValueTask DisposeAsync()
    {
        foreach (var shell in _shells.Values.Where(shell => shell.IsValueCreated))
            await shell.Value.DisposeAsync();
    }

    private Lazy<OpenSshShell> Of(Pair pair) =>
        _shells.GetOrAdd(pair.Id, _ => new Lazy<OpenSshShell>(() => Make(pair)));

    private OpenSshShell Make(Pair pair)
    {
        var folder = _folder.Value;
        Key.Ensure();
        var known = new KnownHosts(Path.Combine(folder.Of(pair.Id), "known_hosts"), pair);
        known.Prune();
        PrivateFile.Write(
            Path.Combine(folder.Of(pair.Id), "config"),
            SshConfig.Render(pair, _options.Ssh, folder, known.Path, Key.PrivateFilePath));
        return new OpenSshShell(pair, Tool(pair), folder, known, _options.Ssh);
    }

    // A portal that was killed leaves its connections behind: they are ended before new ones take their sockets.
    private SshFolder PrepareFolder()
    {
        var folder = new SshFolder(_options);
        // On the thread pool: the caller's scheduler may have one thread only, which waits here.
        Task.Run(() => Task.WhenAll(Directory.GetFiles(folder.Sockets).Select(EndLeftBehind))).GetAwaiter().GetResult();
        return folder;
    }

    private static async Task EndLeftBehind(string socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await Cli.Wrap("ssh").WithArguments(["-F", "none", "-S", socket, "-O", "exit", "left-behind"])
                .WithValidation(CommandResultValidation.None).ExecuteAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // A connection that does not listen ends by its own keep-alive.
        }

        File.Delete(socket);
    }
}
