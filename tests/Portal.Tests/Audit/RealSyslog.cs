using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portal.Tests.Audit;

/// <summary>A real rsyslog of this test's own, on a loopback port, that writes what it gets into a file.</summary>
internal sealed class RealSyslog : IAsyncDisposable
{
    private const string Program = "/usr/sbin/rsyslogd";
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-syslog-").FullName;
    private Process? _process;

    public int Port { get; private set; }

    public string Received => Path.Combine(_folder, "received.log");

    public string Authority => Path.Combine(_folder, "authority.pem");

    public string[] Lines => File.Exists(Received) ? File.ReadAllLines(Received) : [];

    /// <summary>Starts it; where there is none, the test is left out, and CI fails.</summary>
    public static async Task<RealSyslog> Start(bool tls)
    {
        if (!File.Exists(Program))
        {
            const string lacking = "rsyslog is not installed; tests/prepare installs it as root on Debian.";
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Fail(lacking);
            Assert.Skip(lacking);
        }
        var log = new RealSyslog();
        await log.Begin(tls);
        return log;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Begin(bool tls)
    {
        Port = FreePort();
        if (tls) MakeCertificates();
        await File.WriteAllTextAsync(Path.Combine(_folder, "rsyslog.conf"), $$"""
            global(workDirectory="{{_folder}}" maxMessageSize="64k"{{(tls ? $" defaultNetstreamDriver=\"gtls\" defaultNetstreamDriverCAFile=\"{Authority}\" defaultNetstreamDriverCertFile=\"{_folder}/server.pem\" defaultNetstreamDriverKeyFile=\"{_folder}/server.key\"" : "")}})
            module(load="imtcp"{{(tls ? " StreamDriver.Name=\"gtls\" StreamDriver.Mode=\"1\" StreamDriver.AuthMode=\"anon\"" : "")}})
            template(name="whole" type="string" string="<%pri%> %app-name% %msgid% %msg%\n")
            ruleset(name="kept") { action(type="omfile" file="{{Received}}" template="whole" asyncWriting="off") }
            input(type="imtcp" address="127.0.0.1" port="{{Port}}" ruleset="kept")
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-n", "-f", Path.Combine(_folder, "rsyslog.conf"), "-i", Path.Combine(_folder, "pid")]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await Listens()) await Task.Delay(20, limit.Token);
    }

    private async Task<bool> Listens()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void MakeCertificates()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = server.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }
}
