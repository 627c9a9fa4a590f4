using CliWrap;
using CliWrap.Buffered;
using Portal.Browser.Tests.Portals;
using Portal.Lab;
using Portal.Lab.Hosts;

namespace Portal.Browser.Tests.Real;

/// <summary>The lab's pair, started once for all tests that need it, and fresh for each.</summary>
public sealed class LabRig : IAsyncLifetime
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);
    private LabPair? _pair;

    /// <summary>The program that enrolment puts onto the hosts.</summary>
    public static string HostProgram { get; } = Path.Combine(Repository.Root, "artifacts", "portal-host", "portal-host");

    /// <summary>A fresh pair; skips the test where this machine cannot carry one, and fails it in CI.</summary>
    public async Task<LabPair> Fresh(CancellationToken stop)
    {
        Assert.SkipUnless(LabPair.Availability.IsReady, LabPair.Availability.Sentence);
        if (_pair is null)
        {
            await Publish(stop);
            _pair = await LabPair.Up(stop);
        }
        else
        {
            await _pair.Reset(stop);
        }
        return _pair;
    }

    /// <summary>The fingerprints of a host's SSH keys, as its own console prints them.</summary>
    public static async Task<string[]> HostKeys(LabPair lab, LabHost host, CancellationToken stop) =>
        [.. (await lab.Ssh(host, "for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf \"$key\"; done", stop)).MustSucceed().Split('\n').Select(line => line.Split(' ')[1])];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _pair?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task Publish(CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(BuildLimit);
        var built = await Cli.Wrap(Path.Combine(Repository.Root, "src", "Host", "publish.sh")).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(late.Token);
        Assert.True(built.ExitCode == 0, $"portal-host was not built:\n{built.StandardOutput}{built.StandardError}");
    }
}

/// <summary>Tests that share the one lab of this machine.</summary>
[CollectionDefinition(Name)]
public sealed class OneLab : ICollectionFixture<LabRig>
{
    public const string Name = "the lab's pair";
}
