using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Core.People;
using Portal.Security.SetUp;

namespace Portal.Components.Pages.Account;

/// <summary>Creates the first two people, for whoever has the link from the console.</summary>
public sealed partial class SetUp
{
    private ImmutableArray<string> _wrong = [];

    [SupplyParameterFromQuery(Name = "token")]
    private string? Token { get; set; }

    [SupplyParameterFromForm]
    private SetUpForm? Form { get; set; }

    [Inject]
    private SetUpLink Link { get; set; } = null!;

    [Inject]
    private FirstPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized() => Form ??= SetUpForm.Usual;

    private async Task Create()
    {
        _wrong = await People.Create(Token, Person(Form!.First), Person(Form.Second));
        if (_wrong.IsEmpty) Navigation.NavigateTo("/account/sign-in?ready=1");
    }

    private static FirstPerson Person(PersonForm form)
    {
        var roles = new HashSet<PortalRole> { PortalRole.Viewer, PortalRole.Admin };
        if (form.Operator) roles.Add(PortalRole.Operator);
        if (form.Approver) roles.Add(PortalRole.Approver);
        if (form.Auditor) roles.Add(PortalRole.Auditor);
        return new FirstPerson(form.Name?.Trim() ?? "", form.Password ?? "", [.. roles]);
    }

    private sealed class SetUpForm
    {
        public static SetUpForm Usual => new()
        {
            First = new PersonForm { Operator = true, Approver = true, Auditor = true },
            Second = new PersonForm { Operator = true, Approver = true, Auditor = true },
        };

        public PersonForm First { get; set; } = new();

        public PersonForm Second { get; set; } = new();
    }

    private sealed class PersonForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }

        public bool Operator { get; set; }

        public bool Approver { get; set; }

        public bool Auditor { get; set; }
    }
}
