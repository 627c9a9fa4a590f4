using System.Collections.Immutable;
using System.Globalization;
using CliWrap;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Lab;
using Portal.Lab.Hosts;

namespace Portal.Remoting.Tests.Real;

/// <summary>The portal's side of the lab: its set-up, its data folder, and a pair that it has enrolled.</summary>
internal sealed class RealPortal : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plab").FullName;
    private readonly ServiceProvider _provider;
    private readonly LabPair _lab;
    private int _step;

    private RealPortal(LabPair lab)
    {
        _lab = lab;
        _provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Remoting:DataFolder"] = _folder,
                ["Remoting:HostProgram"] = Program(),
                ["Remoting:Ssh:KeepAlive"] = "00:00:02",
                ["Remoting:Ssh:KeepAliveCount"] = "2",
            }).Build())
            .AddRemoting()
            .BuildServiceProvider();
    }

    public IEnrolments Enrolments => _provider.GetRequiredService<IEnrolments>();

    /// <summary>The pair as declared once its host keys are pinned.</summary>
    public Pair Pair { get; private set; } = Declared([], []);

    public IPairLink Link { get; private set; } = null!;

    /// <summary>Enrols both hosts as an administrator does: the commands that the portal shows, in order, as root.</summary>
    public static async Task<RealPortal> Enrol(LabPair lab, Func<Pair, Pair>? declare, CancellationToken stop)
    {
        var portal = new RealPortal(lab);
        var bare = declare?.Invoke(portal.Pair) ?? portal.Pair;
        var keys = new Dictionary<Identity, ImmutableArray<string>>();
        foreach (var (on, host) in new[] { (Identity.Primary, LabHost.Pg1), (Identity.Secondary, LabHost.Pg2) })
        {
            var copied = (await lab.Ssh(host, "cat >/root/portal-host && wc -c </root/portal-host", PipeSource.FromFile(Program()), stop)).MustSucceed();
            Assert.Equal(new FileInfo(Program()).Length, long.Parse(copied, CultureInfo.InvariantCulture));
            LabOutput? last = null;
            foreach (var command in portal.Enrolments.Instructions(bare, on).Commands)
                (last = await lab.Ssh(host, command, stop)).MustSucceed();
            keys[on] = [last!.Output.Split(' ')[1]];
        }

        portal.Pair = bare with { Primary = bare.Primary with { HostKeys = keys[Identity.Primary] }, Secondary = bare.Secondary with { HostKeys = keys[Identity.Secondary] } };
        portal.Link = portal._provider.GetRequiredService<IPairLinks>().Open(portal.Pair);
        return portal;
    }

    /// <summary>Performs an effect as the next step of a run.</summary>
    public async Task<EffectReport> Perform(Effect effect, CancellationToken stop)
    {
        var (key, began) = (NextKey(), DateTimeOffset.UtcNow);
        var report = await Link.Perform(effect, key, Print, TimeSpan.FromMinutes(2), stop);
        Write($"{effect.GetType().Name}: {report.State} after {(DateTimeOffset.UtcNow - began).TotalSeconds:0.00} s: {report.Detail} {report.Remedy}");
        return report;
    }

    public EffectKey NextKey() => new(new RunId("20261122-LABRT"), new StepId($"B{++_step}"), 1);

    /// <summary>Watches until the pair is as asked, at most a minute.</summary>
    public async Task<PairSnapshot> Until(Func<PairSnapshot, bool> condition, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        var began = DateTimeOffset.UtcNow;
        PairSnapshot? last = null;
        await foreach (var pair in Link.Watch(late.Token))
        {
            last = pair;
            if (condition(pair))
            {
                Write($"as asked after {(DateTimeOffset.UtcNow - began).TotalSeconds:0.00} s");
                return pair;
            }
        }

        throw new TimeoutException($"The pair did not become what was asked: {last}\n{await _lab.Status(stop)}");
    }

    public static bool IsReady(PairSnapshot pair, Identity active) => pair.Active == active && pair.Sync[0].Status.Is(SyncStatus.Synchronized);

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Pair Declared(ImmutableArray<string> one, ImmutableArray<string> two) => new(
        new PairId("pg"), "PostgreSQL", new EngineKind("patroni"),
        new Server(Identity.Primary, "pg1", LabHost.Pg1.Address, LabHost.Pg1.Address, one),
        new Server(Identity.Secondary, "pg2", LabHost.Pg2.Address, LabHost.Pg2.Address, two),
        new ServiceProbe.Tcp(LabHost.Pg1.Address, 5432), [], PairLimits.Default, ImmutableArray<MaintenanceWindow>.Empty, InstallGate.Open);

    private static string Program()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "artifacts", "portal-host", "portal-host") is var program && File.Exists(program))
                return program;
        }

        throw new FileNotFoundException("artifacts/portal-host/portal-host is missing: run src/Host/publish.sh.");
    }

    private static void Print(OutputLine line) => Write($"    {line.Text}");

    private static void Write(string text) => TestContext.Current.SendDiagnosticMessage(text);
}
