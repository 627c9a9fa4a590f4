using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Credentials;
using Portal.Security.People;
using Portal.Security.Stores;

namespace Portal.Tests.Web;

/// <summary>People as an installation has them after its set-up: made by the portal itself, so that nothing about them waits.</summary>
internal static class TwoAdmins
{
    public static async Task<UserId> Settled(this IServiceProvider services, string name, params PortalRole[] roles)
    {
        using var scope = services.CreateScope();
        var user = new PortalUser { UserName = name, Roles = [.. roles] };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, RandomNumberGenerator.GetHexString(24));
        Assert.True(made.Succeeded, made.ToString());
        return user.UserId;
    }

    /// <summary>Lets an Admin confirm everything that waits for a person.</summary>
    public static Reply Confirm(this IServiceProvider services, UserId by, UserId whom)
    {
        var seen = services.GetRequiredService<IPeople>().Find(whom)!.Unconfirmed.Where(c => c.By != by).Select(c => c.Id).ToArray();
        return services.GetRequiredService<ConfirmDesk>().Confirm(by, whom, [.. seen], "Spoke to them.", Proof(by, Purpose.Confirm(whom, seen)));
    }

    public static FreshProof Proof(UserId by, Purpose purpose) => new(by, purpose, ProofKind.Password, TimeProvider.System);
}
