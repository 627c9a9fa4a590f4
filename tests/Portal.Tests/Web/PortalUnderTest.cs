using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Core.Audit;
using Portal.Tests.Notifications;
using Portal.Wiring;

namespace Portal.Tests.Web;

/// <summary>The whole portal in this process, with a database of its own that is gone afterwards.</summary>
public class PortalUnderTest : WebApplicationFactory<Program>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-test-").FullName;
    private readonly StringWriter _console = new();

    /// <summary>What the person at the console was told.</summary>
    public string Console => _console.ToString();

    /// <summary>Where every line of the log is kept; null: nowhere.</summary>
    internal NotedLog? Log { get; init; }

    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    protected virtual string EnvironmentName => "Production";

    /// <summary>A browser: keeps cookies, follows nothing by itself.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(EnvironmentName);
        builder.UseSetting("Storage:Database", Path.Combine(_folder, "portal.db"));
        if (Log is { } log)
        {
            // As somebody who looks for a fault would turn it up.
            builder.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Information");
            builder.ConfigureLogging(logging => logging.AddProvider(log));
        }
        builder.ConfigureTestServices(services => services.AddSingleton(new ConsoleNotes(_console)));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The demo, with its two people.</summary>
public sealed class DemoUnderTest : PortalUnderTest
{
    protected override string EnvironmentName => "Demo";

    /// <summary>The password that was printed for this start.</summary>
    public string PasswordOf(string name)
    {
        _ = Services;
        var line = Console.Split('\n').Single(line => line.StartsWith($"  {name} ", StringComparison.Ordinal));
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
    }
}
