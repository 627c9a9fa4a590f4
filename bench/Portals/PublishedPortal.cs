using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Bench.Portals;

/// <summary>The published portal as a process of its own, in Production, on a free loopback port and a data folder of its own.</summary>
internal sealed partial class PublishedPortal : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90), EndLimit = TimeSpan.FromSeconds(20);
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string> _settings = [];
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string Folder { get; } = Directory.CreateTempSubdirectory("pbench").FullName;

    public string Database => Path.Combine(Folder, "portal.db");

    public string Output { get { lock (_output) return _output.ToString(); } }

    /// <summary>From the start of the process to the first 200 of the sign-in page, of the last start.</summary>
    public TimeSpan StartTook { get; private set; }

    /// <summary>Processor time up to there, over all cores.</summary>
    public TimeSpan StartCost { get; private set; }

    /// <summary>Resident memory, bytes.</summary>
    public long Resident
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most that was ever resident, bytes.</summary>
    public long PeakResident => 1024 * long.Parse(File.ReadLines($"/proc/{_process!.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Processor time since the start, over all cores.</summary>
    public TimeSpan Cost
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Told of each line that the portal prints.</summary>
    public event Action<string>? Printed;

    public PublishedPortal With(string key, string value)
    {
        _settings[key] = value;
        return this;
    }

    public PublishedPortal Without(string key)
    {
        _settings.Remove(key);
        return this;
    }

    /// <summary>Starts it and waits until the sign-in page, or the one that leads to the set-up, is answered.</summary>
    public Task Start(CancellationToken stop, params (string Name, string Value)[] environment) => Start(StartLimit, stop, environment);

    /// <summary>The same, of a start that may take longer.</summary>
    public async Task Start(TimeSpan limit, CancellationToken stop, params (string Name, string Value)[] environment)
    {
        var program = Path.Combine(Repository.Published, "Portal");
        string[] arguments = ["--environment", "Production", "--urls", Address.GetLeftPart(UriPartial.Authority), "--Storage:Database", Database, .. _settings.SelectMany(s => new[] { $"--{s.Key}", s.Value })];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        // A link of an earlier start leads nowhere.
        lock (_output) _output.Clear();
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        var began = Stopwatch.GetTimestamp();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        while (!await Answers(client, stop))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > limit) throw new InvalidOperationException($"The portal did not start:\n{Output}");
            await Task.Delay(5, stop);
        }
        StartTook = Stopwatch.GetElapsedTime(began);
        StartCost = _process.TotalProcessorTime;
    }

    /// <summary>The link that creates the first two people, once it was printed.</summary>
    public async Task<Uri> SetUpLink(CancellationToken stop)
    {
        for (var i = 0; i < 500; i++)
        {
            if (SetUp().Match(Output) is { Success: true } found) return new Uri(Address, found.Value);
            await Task.Delay(20, stop);
        }
        throw new InvalidOperationException($"No set-up link was printed:\n{Output}");
    }

    /// <summary>Ends the process and keeps its data.</summary>
    public async Task End()
    {
        if (_process is not { HasExited: false } running) return;
        using (var ask = Process.Start("kill", ["-TERM", $"{running.Id}"])) await ask.WaitForExitAsync();
        try
        {
            await running.WaitForExitAsync().WaitAsync(EndLimit);
        }
        catch (TimeoutException)
        {
            running.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        _process?.Dispose();
        if (Environment.GetEnvironmentVariable("BENCH_KEEP") is null) Directory.Delete(Folder, recursive: true);
        else Console.WriteLine($"kept {Folder}");
    }

    private static async Task<bool> Answers(HttpClient client, CancellationToken stop)
    {
        try
        {
            using var answer = await client.GetAsync("/account/sign-in", stop);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        Printed?.Invoke(line);
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
