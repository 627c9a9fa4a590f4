using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Portal.Core.People;
using Portal.Live;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.SignIn;

namespace Portal.Components.Pages.Account;

/// <summary>One's own second factors, as plain forms: no secret and no credential crosses a circuit.</summary>
public sealed partial class Security
{
    private Enrolled _has = Enrolled.Nothing;
    private string _challenge = "";
    private Reply.Refused? _refused;
    private string? _said;
    private byte[]? _secret;
    private ImmutableArray<string> _codes = [];
    private (string Challenge, string Options)? _new;

    [SupplyParameterFromForm(FormName = "change")]
    private ChangeForm? Form { get; set; }

    [SupplyParameterFromForm(FormName = "confirm")]
    private FirstCode? First { get; set; }

    [SupplyParameterFromForm(FormName = "passkey")]
    private NewPasskey? New { get; set; }

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
        var act = Form?.Act ?? "";
        switch (await Credentials.Check(By, Form?.Challenge, Purpose.OwnSecurity, Credential.Of(Form?.Password, Form?.Code, Form?.Passkey), $"own.{act}", SignInRate.Address(Request)))
        {
            case Reply<FreshProof>.Refused no: _refused = new(no.Why, no.Remedy); break;
            case Reply<FreshProof>.Done proven: await Change(act.Split(' '), proven.Value); break;
        }
        Look();
    }

    private async Task Change(string[] act, FreshProof proof)
    {
        switch (act)
        {
            case ["totp"]: Take(await Desk.BeginTotp(By, proof), secret => _secret = secret, null); break;
            case ["passkey"]: Take(await Desk.BeginPasskey(By, proof), made => _new = made, null); break;
            case ["codes"]: Take(await Desk.NewRecoveryCodes(By, proof), codes => _codes = codes, "New recovery codes count from now on; the old ones do not."); break;
            case ["no-totp"]: Take(await Desk.RemoveTotp(By, proof), _ => { }, "The code app was removed."); break;
            case ["no-passkey", var id]: Take(await Desk.RemovePasskey(By, proof, id), _ => { }, "The passkey was removed."); break;
            default: _refused = new("The form named no change.", "Press one of its buttons."); break;
        }
    }

    private async Task Confirm()
    {
        Take(await Desk.ConfirmTotp(By, First?.Code ?? ""), codes => _codes = codes, "The code app is set up. From now on a decision takes a code of it.");
        Look();
    }

    private async Task Add()
    {
        Take(await Desk.AddPasskey(By, New?.Challenge, New?.Name ?? "", New?.Passkey ?? ""), codes => _codes = codes, "The passkey was added. From now on a decision asks for it.");
        New = null;
        Look();
    }

    private void Take<T>(Reply<T> reply, Action<T> show, string? said)
    {
        if (reply is Reply<T>.Refused no) _refused = new(no.Why, no.Remedy);
        if (reply is not Reply<T>.Done done) return;
        show(done.Value);
        _said = said;
    }

    private sealed class ChangeForm
    {
        public string? Act { get; set; }

        public string? Challenge { get; set; }

        public string? Password { get; set; }

        public string? Code { get; set; }

        public string? Passkey { get; set; }
    }

    private sealed class FirstCode
    {
        public string? Code { get; set; }
    }

    private sealed class NewPasskey
    {
        public string? Challenge { get; set; }

        public string? Name { get; set; }

        public string? Passkey { get; set; }
    }
}
