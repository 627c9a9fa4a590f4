using Microsoft.AspNetCore.Components;
using Portal.Components.Looks;
using Portal.Components.Pairs;
using Portal.Core.Pairs;
using Portal.Core.Runs;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Controls;

/// <summary>Both servers, who reaches which of them, the channel between them, and what is under way.</summary>
public sealed partial class PairTopology
{
    private Replication _replication = null!;
    private Movement? _between;
    private Look _channel;
    private Look _reach;
    private Way _users;
    private string? _roles;
    private string _announced = "";

    [Parameter, EditorRequired]
    public Pair Pair { get; set; } = null!;

    [Parameter, EditorRequired]
    public PairSnapshot Snapshot { get; set; } = null!;

    /// <summary>The open run, for what it does now; null when there is none.</summary>
    [Parameter]
    public RunState? Run { get; set; }

    /// <summary>The last snapshot in which both roles were known; null when they never were.</summary>
    [Parameter]
    public PairSnapshot? LastKnown { get; set; }

    protected override void OnParametersSet()
    {
        (_replication, _between, _channel, _users) = (Replication.Of(Snapshot), Movement.Between(Snapshot, Run), LookOf.Channel(Snapshot.Channel), Users(Snapshot));
        _reach = _users switch
        {
            Way.Both => new Look(Filled.Warning, "both servers say that they are active", Tone.Stop),
            Way.None => new Look(Filled.Block, "no server is active", Tone.Stop),
            Way.Unknown => LookOf.Unknown("") with { Word = "it is not known which server is active" },
            _ => new Look(Filled.ArrowForward, $"served by {_users}", Tone.Ok),
        };
        // Only what changed is announced: the page says the rest itself.
        var roles = PairShown.Roles(Snapshot);
        if (_roles is not null && roles != _roles) _announced = roles;
        _roles = roles;
    }

    private static Way Users(PairSnapshot pair) => (pair.Primary.Role, pair.Secondary.Role) switch
    {
        ({ IsKnown: true, Value: Role.Active }, { IsKnown: true, Value: Role.Active }) => Way.Both,
        ({ IsKnown: true, Value: Role.Passive }, { IsKnown: true, Value: Role.Passive }) => Way.None,
        // One that says it is active, with nobody who contradicts, is where users are led.
        ({ IsKnown: true, Value: Role.Active }, _) => Way.Primary,
        (_, { IsKnown: true, Value: Role.Active }) => Way.Secondary,
        _ => Way.Unknown,
    };

    private static string Box(ServerSnapshot server) => server switch
    {
        { Role: { IsKnown: true, Value: Role.Active } } => "act",
        { Reach: { IsKnown: true, Value: Reachability.Unreachable } } => "down",
        { Role.IsKnown: false } => "unknown",
        _ => "",
    };

    private static string Rail(bool leads) => leads ? "on" : "way";

    private string Direction() => _replication.From switch { Identity.Primary => "right", Identity.Secondary => "left", _ => "none" };

    private string DirectionWords() => _replication.From is { } from ? $"from {from} to {from.Partner()}" : "no direction: it is not known that exactly one server is active";

    private static string? Missing(ServerSnapshot server) => server switch
    {
        { Reach: { IsKnown: true, Value: Reachability.Unreachable } } => Sentence(server.Reach.Why ?? server.Role.Why),
        { Role.IsKnown: false } => Sentence(server.Role.Why),
        _ => null,
    };

    private static string Sentence(string? why) => string.IsNullOrWhiteSpace(why) ? "It is not known why." : why;

    private static string Facts(ServerSnapshot server)
    {
        var updates = !server.Updates.IsKnown ? "updates not known"
            : server.Updates.Value.IsDefaultOrEmpty ? "no updates pending"
            : server.Updates.Value.Length == 1 ? "1 update pending" : $"{server.Updates.Value.Length} updates pending";
        var engine = server.Engine.IsKnown ? $"engine {LookOf.Engine(server.Engine).Word}" : "engine not known";
        var reboot = server.RebootRequired.Is(true) ? " · reboot pending" : "";
        return $"{engine} · {updates}{reboot}";
    }

    /// <summary>Where users are led.</summary>
    private enum Way
    {
        Unknown,
        Primary,
        Secondary,
        Both,
        None,
    }
}
