using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;

namespace Portal.Components.Pages;

/// <summary>Who may do what; every change goes through the desk, which asks the store who asks.</summary>
public sealed partial class PeoplePage
{
    private static readonly ImmutableHashSet<PortalRole> Usual = [PortalRole.Viewer];
    private ImmutableArray<Person> _people = [];
    private ImmutableHashSet<UserId> _withFactor = [];
    private ImmutableArray<Person> _waiting = [];
    private UserId? _viewer;
    private bool _may;
    private bool _busy;
    private Reply<string>.Refused? _refused;
    private (string Name, string Password)? _shown;
    private string _name = "";
    private ImmutableHashSet<PortalRole> _roles = Usual;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private PeopleDesk Desk { get; set; } = null!;

    [Inject]
    private ISecondFactors Factors { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        Load();
    }

    private void Load()
    {
        _may = _viewer is { } id && People.Find(id)?.Has(PortalRole.Admin) == true;
        _people = _may ? People.All() : [];
        _waiting = [.. _people.Where(p => p.Standing == Standing.Active && !p.Unconfirmed.IsEmpty)];
        _withFactor = [.. _people.Select(p => p.Id).Where(id => Factors.Of(id).Any)];
    }

    private Task Create() => Act(async by =>
    {
        var name = _name.Trim();
        var reply = await Desk.Create(by, name, _roles);
        if (reply is Reply<string>.Done done) (_shown, _name, _roles) = ((name, done.Value), "", Usual);
        return reply;
    });

    private Task SetRoles((Person Person, ImmutableHashSet<PortalRole> Roles) wish) => Act(by => Desk.SetRoles(by, wish.Person.Id, wish.Roles));

    private Task SetGroups((Person Person, ImmutableHashSet<string> Groups) wish) => Act(by => Desk.SetGroups(by, wish.Person.Id, wish.Groups));

    private Task NewPassword(Person person) => Act(async by =>
    {
        var reply = await Desk.NewPassword(by, person.Id);
        if (reply is Reply<string>.Done done) _shown = (person.Name, done.Value);
        return reply;
    });

    private async Task AskDeactivate(Person person)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Deactivate {person.Name}?", $"{person.Name} is signed out everywhere at once, and approvals not yet used become void. An Admin can let them in again.", "Deactivate", cancelText: "Back");
        if (sure == true) await Act(by => Desk.SetStanding(by, person.Id, Standing.Deactivated));
    }

    private async Task AskReset(Person person)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Reset the second factor of {person.Name}?", $"Code app, recovery codes and passkeys of {person.Name} are removed, and the password alone counts until a new one is set up. Make sure that it is {person.Name} who asks.", "Reset", cancelText: "Back");
        if (sure == true) await Act(by => Desk.ResetFactors(by, person.Id));
    }

    private Task Reactivate(Person person) => Act(by => Desk.SetStanding(by, person.Id, Standing.Active));

    private async Task Act(Func<UserId, Task<Reply<string>>> act)
    {
        if (_busy || _viewer is not { } by) return;
        (_busy, _refused) = (true, null);
        try
        {
            _refused = await act(by) as Reply<string>.Refused;
            Load();
        }
        finally
        {
            _busy = false;
        }
    }
}
