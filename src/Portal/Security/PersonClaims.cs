using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Security.Stores;

namespace Portal.Security;

/// <summary>What a cookie says of a person; good enough to show or hide a link, never to permit anything.</summary>
internal sealed class PersonClaims(UserManager<PortalUser> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<PortalUser>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(PortalUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        foreach (var role in user.Roles.Order())
            identity.AddClaim(new Claim(Options.ClaimsIdentity.RoleClaimType, role.ToString()));
        return identity;
    }
}
