using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Browser.Tests.Portals;

/// <summary>The built portal as a process of its own, on a free loopback port, with a data folder that outlives a kill.</summary>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);
    private readonly StringBuilder _output = new();
    private readonly string[] _arguments;
    private Process? _process;
    private TaskCompletionSource _started = new();

    private PortalProcess(string environment, params IEnumerable<(string Key, string Value)> settings)
    {
        // A test run that is ended from outside leaves no portal behind that would go on driving servers.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillQuietly();
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _arguments =
        [
            Repository.PortalProgram, "--environment", environment, "--urls", Address.GetLeftPart(UriPartial.Authority),
            .. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value }),
        ];
    }

    public Uri Address { get; }

    /// <summary>Where it keeps its data and temporary files; removed with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("pbt").FullName;

    /// <summary>Everything that it printed, over all its starts.</summary>
    public string Output { get { lock (_output) return _output.ToString(); } }

    /// <summary>From the start of the process to its first answer to a request being possible, of the last start.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>The link that creates the first two people.</summary>
    public Uri SetUpLink => new(Address, SetUp().Matches(Output) is [.., var last] ? last.Value : throw new InvalidOperationException($"No set-up link was printed:\n{Output}"));

    /// <summary>The demo: simulated pairs and two accounts, forgotten at its end.</summary>
    public static Task<PortalProcess> Demo(CancellationToken stop, params (string Key, string Value)[] settings) =>
        Started(new PortalProcess("Demo", settings), stop);

    /// <summary>A production start on data of its own.</summary>
    public static Task<PortalProcess> Production(CancellationToken stop, params IEnumerable<(string Key, string Value)> settings)
    {
        var folder = Directory.CreateTempSubdirectory("pbd").FullName;
        return Started(new PortalProcess("Production", [("Storage:Database", Path.Combine(folder, "portal.db")), .. settings]) { Data = folder }, stop);
    }

    /// <summary>The folder of the database, where there is one of its own.</summary>
    public string? Data { get; private init; }

    /// <summary>The password that a demo printed for one of its people.</summary>
    public string PasswordOf(string name) => Regex.Match(Output, $@"^\s+{Regex.Escape(name)}\s+(\S+)\s", RegexOptions.Multiline) is { Success: true } found
        ? found.Groups[1].Value
        : throw new InvalidOperationException($"No password of {name} was printed:\n{Output}");

    /// <summary>Starts it, on the data that is there, and waits at most 60 s until it listens.</summary>
    public async Task Start(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        _started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet", _arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.Environment["TMPDIR"] = Folder;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _started.TrySetException(new InvalidOperationException("The portal ended before it listened."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await _started.Task.WaitAsync(StartLimit, stop);
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidOperationException)
        {
            throw new InvalidOperationException($"{fault.Message}\n{Output}", fault);
        }
        StartTook = Stopwatch.GetElapsedTime(began);
    }

    /// <summary>SIGKILL to the portal alone, as the kernel's out-of-memory killer would; its data and its children stay.</summary>
    public async Task Kill(CancellationToken stop)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(stop).WaitAsync(EndLimit, stop);
        lock (_output) _output.AppendLine("---- killed ----");
    }

    /// <summary>The portal stops in its tracks, as on a machine without memory; its connections stay.</summary>
    public Task Freeze() => Signal("STOP");

    /// <summary>It goes on after <see cref="Freeze"/>.</summary>
    public Task Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false } running)
        {
            await Signal("CONT");
            await Signal("TERM");
            try
            {
                await running.WaitForExitAsync().WaitAsync(EndLimit);
            }
            catch (TimeoutException)
            {
                running.Kill(entireProcessTree: true);
            }
        }
        _process?.Dispose();
        await Keep();
        foreach (var folder in new[] { Folder, Data })
            if (folder is not null) Directory.Delete(folder, recursive: true);
    }

    private async Task Signal(string name)
    {
        using var ask = Process.Start("kill", [$"-{name}", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await ask.WaitForExitAsync();
    }

    private void KillQuietly()
    {
        try
        {
            _process?.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private async Task Keep()
    {
        var name = $"{TestContext.Current.TestMethod?.MethodName ?? "portal"}-{Address.Port}.log";
        await File.WriteAllTextAsync(Path.Combine(Repository.Artifacts("portal-logs"), name), Output);
    }

    private static async Task<PortalProcess> Started(PortalProcess portal, CancellationToken stop)
    {
        try
        {
            await portal.Start(stop);
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    // The notes for the person at the console stand before this line.
    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (line.Contains("Application started.", StringComparison.Ordinal)) _started.TrySetResult();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"/setup\?token=[0-9a-f]{32}")]
    private static partial Regex SetUp();
}
