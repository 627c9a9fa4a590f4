using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.Invitations;
using Portal.Security.People;
using Portal.Security.Sessions;

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
    private (string Name, InvitationKind Kind, string Link)? _shown;
    private ImmutableDictionary<UserId, Invitation> _links = ImmutableDictionary<UserId, Invitation>.Empty;
    private ImmutableDictionary<UserId, int> _sessions = ImmutableDictionary<UserId, int>.Empty;
    private ImmutableHashSet<UserId> _withoutPassword = [];
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
    private InvitationBook Invitations { get; set; } = null!;

    [Inject]
    private SessionBook Sessions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

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
        if (_may) (_links, _sessions, _withoutPassword) = (Invitations.All(), Sessions.Count(), Invitations.WithoutPassword());
    }

    private Task Create() => Act(async by =>
    {
        var name = _name.Trim();
        var reply = await Desk.Create(by, name, _roles);
        if (reply is Reply<string>.Done done) (_shown, _name, _roles) = ((name, InvitationKind.Invitation, Absolute(done.Value)), "", Usual);
        return reply;
    });

    private string Absolute(string path) => Navigation.ToAbsoluteUri(path).AbsoluteUri;

    private Task Rename((Person Person, string Name) wish) => Act(by => Desk.Rename(by, wish.Person.Id, wish.Name));

    private Task SetRoles((Person Person, ImmutableHashSet<PortalRole> Roles) wish) => Act(by => Desk.SetRoles(by, wish.Person.Id, wish.Roles));

    private Task SetGroups((Person Person, ImmutableHashSet<string> Groups) wish) => Act(by => Desk.SetGroups(by, wish.Person.Id, wish.Groups));

    private async Task AskLink(Person person)
    {
        var has = !_withoutPassword.Contains(person.Id);
        // Who never had a password has none to stop.
        var keep = !has ? true : await Dialogs.ShowMessageBoxAsync(
            $"A link to a new password for {person.Name}?", $"{person.Name} chooses it with the link, which is shown once and counts for 24 h. Until then the old password still opens. If somebody else may know it, stop it now: {person.Name} is signed out everywhere by that.",
            "Make the link", noText: "Make it and stop the old password now", cancelText: "Back");
        if (keep is not { } stays) return;
        await Act(async by =>
        {
            var reply = await Desk.NewPassword(by, person.Id, stays ? OldPassword.StaysUntilThen : OldPassword.StopsNow);
            if (reply is Reply<string>.Done done) _shown = (person.Name, has ? InvitationKind.ResetLink : InvitationKind.Invitation, Absolute(done.Value));
            return reply;
        });
    }

    private Task Withdraw(Person person) => Act(async by =>
    {
        var reply = await Desk.Withdraw(by, person.Id);
        if (reply is Reply<string>.Done && _shown?.Name == person.Name) _shown = null;
        return reply;
    });

    private async Task AskSignOut(Person person)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Sign {person.Name} out everywhere?", $"Open pages of {person.Name} close within a minute, and nothing more is taken from them. {person.Name} may sign in again with the same password.", "Sign out", cancelText: "Back");
        if (sure == true) await Act(by => Desk.SignOut(by, person.Id));
    }

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
