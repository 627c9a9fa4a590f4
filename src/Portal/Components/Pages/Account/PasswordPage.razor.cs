using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security;
using Portal.Security.Credentials;
using Portal.Security.Passwords;
using Portal.Security.SignIn;

namespace Portal.Components.Pages.Account;

/// <summary>One's own password, as a plain form: no password crosses a circuit.</summary>
public sealed partial class PasswordPage
{
    private Enrolled _has = Enrolled.Nothing;
    private string _challenge = "";
    private Reply.Refused? _refused;
    private bool _done;

    [SupplyParameterFromForm(FormName = "password")]
    private PasswordForm? Form { get; set; }

    [CascadingParameter]
    private HttpContext Request { get; set; } = null!;

    [Inject]
    private ISecondFactors Factors { get; set; } = null!;

    [Inject]
    private Challenges Challenges { get; set; } = null!;

    [Inject]
    private CredentialCheck Credentials { get; set; } = null!;

    [Inject]
    private SecurityDesk Desk { get; set; } = null!;

    [Inject]
    private SignedInPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private ClaimsPrincipal Viewer => Request.User;

    private Uri Here => new(Navigation.Uri);

    private UserId By => Callers.IdOf(Viewer) ?? throw new InvalidOperationException("This page is for people who are signed in.");

    protected override void OnInitialized() => Look();

    private void Look()
    {
        _has = Factors.Of(By);
        _challenge = Challenges.Begin(By, Purpose.OwnSecurity);
    }

    private async Task Change()
    {
        // First what costs no try: a credential that was used up for nothing would have to be given again.
        _refused = Objection() is { } why ? new(why, "Type both passwords again.") : await Prove();
        _done = _refused is null;
        Look();
    }

    private string? Objection() => Form is not { New: { Length: > 0 } chosen } ? "The new password is missing."
        : chosen != Form.Again ? "The two new passwords are not the same."
        : PasswordRules.Objection(Viewer.Identity!.Name ?? "", chosen);

    private async Task<Reply.Refused?> Prove()
    {
        var proven = await Credentials.Check(By, Form!.Challenge, Purpose.OwnSecurity, Credential.Of(Form.Password, Form.Code, Form.Passkey), "own.password", SignInRate.Address(Request));
        if (proven is not Reply<FreshProof>.Done { Value: var proof }) return proven is Reply<FreshProof>.Refused no ? new(no.Why, no.Remedy) : null;
        return await Desk.ChangePassword(By, proof, Form.New!, People.SessionOf(Viewer)?.Number) is Reply<bool>.Refused refused ? new(refused.Why, refused.Remedy) : null;
    }

    private sealed class PasswordForm
    {
        public string? Challenge { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }

        public string? Passkey { get; set; }

        public string? New { get; set; }

        public string? Again { get; set; }
    }
}
