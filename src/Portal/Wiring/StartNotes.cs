using System.Collections.Immutable;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Portal.Security.SetUp;
using Portal.Wiring.Demo;

namespace Portal.Wiring;

/// <summary>Where notes for the person at the console go: past the log, since they hold passwords and one-time links.</summary>
internal sealed record ConsoleNotes(TextWriter To);

/// <summary>Makes the demo's people before the first request, and tells the person at the console what to do after the start.</summary>
internal sealed class StartNotes(IServer server, IConfiguration configuration, WebSettings web, SetUpLink setUp, DemoPeople people, ConsoleNotes console)
    : IHostedLifecycleService
{
    private ImmutableArray<(string Name, string Password, string Roles)> _demo = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (DemoSettings.IsOn(configuration)) _demo = await people.Prepare();
        setUp.Open();
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        if (!_demo.IsEmpty) console.To.WriteLine(Demo(address));
        if (setUp.PathAndQuery is { } path)
            console.To.WriteLine($"\nNobody has an account yet. Open this link, which works until it was used, to create the first two:\n\n  {address}{path}\n");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Demo(string address)
    {
        var lines = _demo.Select(one => $"  {one.Name,-14}{one.Password}   {one.Roles}");
        return $"\nDemo with simulated pairs, for this machine only; it forgets everything when it stops.\n\n  {address}\n\n{string.Join('\n', lines)}\n\n"
            + "Sign in as operator to plan and start a run, and as second.admin in another browser or a private window to approve it.\n";
    }

    // Server and Urls say '*' or '[::]' where every address of the machine is meant.
    private string Address()
    {
        if (web.PublicUrl is { } known) return known.GetLeftPart(UriPartial.Authority);
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (bound is null) return "http://localhost";
        var address = BindingAddress.Parse(bound);
        var host = address.Host is "*" or "+" or "[::]" or "0.0.0.0" ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }
}
