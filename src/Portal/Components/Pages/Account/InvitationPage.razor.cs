using Microsoft.AspNetCore.Components;
using Portal.Core.People;
using Portal.Live;
using Portal.Security.Invitations;
using Portal.Security.SignIn;

namespace Portal.Components.Pages.Account;

/// <summary>Where somebody with a one-time link chooses their password, as a plain form: the password crosses no circuit.</summary>
public sealed partial class InvitationPage
{
    private Invitation? _open;
    private string _name = "";
    private string? _wrong;

    /// <summary>What makes the link the person's own.</summary>
    [Parameter]
    public string? Secret { get; set; }

    [SupplyParameterFromForm(FormName = "choose")]
    private ChooseForm? Form { get; set; }

    [CascadingParameter]
    private HttpContext Request { get; set; } = null!;

    [Inject]
    private InvitationBook Invitations { get; set; } = null!;

    [Inject]
    private InvitationDoor Door { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private Uri Here => new(Navigation.Uri);

    protected override void OnInitialized() => Look();

    private void Look()
    {
        _open = Invitations.Find(Secret);
        _name = _open is { } open ? People.NameOf(open.Person) : "";
    }

    private async Task Choose()
    {
        if (Form is not { Password: { Length: > 0 and <= 128 } password, Again: { } again })
        {
            _wrong = "Type the password twice.";
            return;
        }
        if (password != again)
        {
            _wrong = "The two are not the same.";
            return;
        }
        switch (await Door.Choose(Secret, password, SignInRate.Address(Request)))
        {
            case InvitationReply.Wrong no: _wrong = no.Why; break;
            case InvitationReply.Gone: _open = null; break;
            default: Navigation.NavigateTo("/account/sign-in?chosen=1"); break;
        }
    }

    private sealed class ChooseForm
    {
        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
