using Microsoft.AspNetCore.Components;
using Portal.Security.Sessions;
using Portal.Security.SignIn;

namespace Portal.Components.Pages.Account;

/// <summary>Name and password, as a plain form: the cookie can be written in an HTTP answer only.</summary>
public sealed partial class SignIn
{
    private string? _refused;

    [SupplyParameterFromForm]
    private SignInForm? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = "out")]
    private string? SignedOut { get; set; }

    [SupplyParameterFromQuery(Name = "ready")]
    private string? Ready { get; set; }

    [SupplyParameterFromQuery(Name = "chosen")]
    private string? Chosen { get; set; }

    [CascadingParameter]
    private HttpContext Request { get; set; } = null!;

    [Inject]
    private PasswordSignIn Door { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string? Note =>
        Ready is not null ? "Both people were created. Each can sign in now."
        : SignedOut is not null ? "You are signed out."
        : Chosen is not null ? "Your password is set. Sign in with it."
        : null;

    private async Task Enter()
    {
        if (Form is not { Name: { Length: > 0 and <= 60 } name, Password: { Length: > 0 and <= 128 } password })
        {
            _refused = "Type the name and the password.";
            return;
        }
        switch (await Door.Try(name.Trim(), password, SignInRate.Address(Request), BrowserName.Of(Request.Request.Headers.UserAgent)))
        {
            case SignInReply.Out refusal: _refused = refusal.Why; break;
            default: Navigation.NavigateTo(ReturnPath.Of(ReturnUrl)); break;
        }
    }

    private sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
