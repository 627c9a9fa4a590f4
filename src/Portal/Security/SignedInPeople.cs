using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Security;

/// <summary>Whether whoever a cookie or a circuit speaks for may still be in: asked of the store, never of the cookie.</summary>
internal sealed class SignedInPeople(IUserStore<PortalUser> store, IOptions<IdentityOptions> options)
{
    /// <summary>False for a person who is gone, deactivated or has another stamp (password, roles or standing changed), and when the store cannot be read.</summary>
    public async Task<bool> StillIn(ClaimsPrincipal principal, CancellationToken stop)
    {
        if (principal.FindFirstValue(options.Value.ClaimsIdentity.UserIdClaimType) is not { } id) return false;
        try
        {
            return await store.FindByIdAsync(id, stop) is { Standing: Standing.Active } user
                && await ((IUserSecurityStampStore<PortalUser>)store).GetSecurityStampAsync(user, stop) is { Length: > 0 } stamp
                && stamp == principal.FindFirstValue(options.Value.ClaimsIdentity.SecurityStampClaimType);
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
    }
}
