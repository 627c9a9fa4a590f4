using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Portal.Security;

/// <summary>Looks again, twice a minute, whether the person of an open page may still be in.</summary>
internal sealed class CircuitPerson(ILoggerFactory logs, SignedInPeople people) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(people.StillIn(authenticationState.User));

    /// <summary>From now on the page is nobody's: it leads to the sign-in.</summary>
    public void Leave() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
}
