using System.Collections.Immutable;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Portal.Security.People;
using Portal.Security.SetUp;
using Portal.Wiring.Demo;

namespace Portal.Wiring;

/// <summary>Where notes for the person at the console go: past the log, since they hold passwords and one-time links.</summary>
internal sealed record ConsoleNotes(TextWriter To);

/// <summary>Makes the demo's people before the first request, and tells the person at the console what to do after the start.</summary>
internal sealed class StartNotes(IServer server, IConfiguration configuration, WebSettings web, SetUpLink setUp, DemoPeople people, ConfirmDesk confirm, ConsoleNotes console)
    : IHostedLifecycleService
{
    /// <summary>Name of a person whose waiting changes are confirmed by whoever starts the portal: for an installation with no other Admin left.</summary>
    public const string ConfirmKey = "Accounts:ConfirmAtStart";

    private ImmutableArray<(string Name, string Password, string Roles)> _demo = [];
    private (string Name, bool Done)? _confirmed;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (DemoSettings.IsOn(configuration)) _demo = await people.Prepare();
        if (configuration[ConfirmKey] is { Length: > 0 } name) _confirmed = (name, confirm.ConfirmAtStart(name));
        setUp.Open();
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        if (!_demo.IsEmpty) console.To.WriteLine(Demo(address));
        if (_confirmed is { } said)
            console.To.WriteLine(said.Done
                ? $"\nWhat waited for {said.Name} was confirmed; it stands in the audit trail. Take {ConfirmKey} out of the configuration now.\n"
                : $"\n{ConfirmKey} names {said.Name}, and nothing waits for a person of that name. Nothing was changed; take it out of the configuration.\n");
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
