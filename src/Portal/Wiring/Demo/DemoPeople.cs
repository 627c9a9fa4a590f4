using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Wiring.Demo;

/// <summary>The two people of a demo, with passwords made at this start and printed once.</summary>
internal sealed class DemoPeople(IServiceProvider services, IConfiguration configuration)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    // An emergency takes the role besides: who only tries the portal out is not led past the second admin.
    private readonly (string Name, ImmutableHashSet<PortalRole> Roles)[] _people =
    [
        ("operator", configuration.GetValue("Demo:BreakGlass", false) ? [PortalRole.Viewer, PortalRole.Operator, PortalRole.BreakGlass] : [PortalRole.Viewer, PortalRole.Operator]),
        ("second.admin", [PortalRole.Viewer, PortalRole.Approver, PortalRole.Admin, PortalRole.Auditor]),
    ];

    /// <summary>Creates them, or gives them new passwords where the database has them already.</summary>
    /// <returns>Names with passwords, in the order to print.</returns>
    public async Task<ImmutableArray<(string Name, string Password, string Roles)>> Prepare()
    {
        var made = ImmutableArray.CreateBuilder<(string, string, string)>();
        foreach (var (name, roles) in _people)
        {
            await using var scope = services.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
            var password = NewPassword();
            Demand(await Set(users, name, roles, password));
            made.Add((name, password, string.Join(", ", roles.Order())));
        }
        return made.ToImmutable();
    }

    private static async Task<IdentityResult> Set(UserManager<PortalUser> users, string name, ImmutableHashSet<PortalRole> roles, string password)
    {
        if (await users.FindByNameAsync(name) is not { } known)
            return await users.CreateAsync(new PortalUser { UserName = name, Roles = roles }, password);
        var removed = await users.RemovePasswordAsync(known);
        return removed.Succeeded ? await users.AddPasswordAsync(known, password) : removed;
    }

    private static string NewPassword() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 5)));

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded) throw new InvalidOperationException($"The demo accounts could not be made: {string.Join(' ', result.Errors.Select(error => error.Description))}");
    }
}
