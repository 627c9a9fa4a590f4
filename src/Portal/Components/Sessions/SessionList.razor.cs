using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Portal.Runs;
using Portal.Security;
using Portal.Security.Sessions;

namespace Portal.Components.Sessions;

/// <summary>A person's own sessions, each with a way to end it.</summary>
public sealed partial class SessionList
{
    private const string Others = "others";
    private const int MostShown = 20;
    private ImmutableArray<Session> _open = [];
    private Session? _here;
    private Reply<int>.Refused? _refused;
    private string? _said;

    [SupplyParameterFromForm(FormName = "sessions")]
    private EndForm? Ended { get; set; }

    [CascadingParameter]
    private HttpContext Request { get; set; } = null!;

    [Inject]
    private SessionDesk Desk { get; set; } = null!;

    [Inject]
    private SignedInPeople People { get; set; } = null!;

    protected override void OnInitialized() => Look();

    private void Look()
    {
        _here = People.SessionOf(Request.User);
        _open = _here is { } here ? Desk.Of(here.Person) : [];
    }

    private void End()
    {
        if (_here is not { } here) return;
        var reply = Ended?.Which == Others ? Desk.EndOthers(here.Person, here.Number)
            : Desk.End(here.Person, long.TryParse(Ended?.Which, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        _refused = reply as Reply<int>.Refused;
        if (reply is Reply<int>.Done { Value: var ended }) _said = ended == 1 ? "Signed out there. Its pages close within a minute." : $"Signed out at {ended} places. Their pages close within a minute.";
        Look();
    }

    private sealed class EndForm
    {
        public string? Which { get; set; }
    }
}
