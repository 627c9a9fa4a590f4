using System.Net;
using Microsoft.AspNetCore.Identity;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Stores;

namespace Portal.Security.Credentials;

/// <summary>Passkeys through ASP.NET Core Identity: each of its challenges is tied to one of ours, and counts with that one alone.</summary>
public sealed class Passkeys(IPasskeyHandler<PortalUser> handler, UserManager<PortalUser> users, Challenges challenges, IHttpContextAccessor request)
{
    private HttpContext Context => request.HttpContext ?? throw new InvalidOperationException("A passkey is checked within an HTTP request only.");

    /// <summary>Why no passkey can be used where the portal was opened, with what to do; null where it can.</summary>
    /// <param name="address">Of the page, as the browser has it.</param>
    public static string? WhyNotAt(Uri address) => !IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? null
        : IPAddress.IsLoopback(ip) ? $"Browsers allow passkeys at a name only, not at {address.Host}. Open the portal as {address.Scheme}://localhost:{address.Port} to use one."
        : $"Browsers allow passkeys at a name only, not at {address.Host}. Open the portal by its name to use one.";

    /// <summary>What the browser needs to ask for one of the person's passkeys, as JSON; null when the challenge is not open.</summary>
    internal async Task<string?> Options(UserId by, string? challenge)
    {
        if (await users.FindByIdAsync(by.Value) is not { Standing: Standing.Active } person) return null;
        var options = await handler.MakeRequestOptionsAsync(person, Context);
        return options.AssertionState is { } state && challenges.TryTie(by, challenge, state) ? options.RequestOptionsJson : null;
    }

    /// <summary>Whether the answer is that of one of the person's passkeys to the options of this challenge.</summary>
    internal async Task<bool> Prove(PortalUser person, Challenge challenge, string json)
    {
        if (challenge.Passkey is null) return false;
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = Context, CredentialJson = json, AssertionState = challenge.Passkey });
        // The counter of signatures is kept, so that a copied authenticator is noticed.
        return result.Succeeded && result.User.Id == person.Id && (await users.AddOrUpdatePasskeyAsync(person, result.Passkey)).Succeeded;
    }

    /// <summary>What the browser needs to make a passkey, as JSON, with the challenge to be sent back with it.</summary>
    internal async Task<(string Challenge, string Options)> Begin(PortalUser person)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = person.Id, Name = person.UserName, DisplayName = person.UserName }, Context);
        var challenge = challenges.Begin(person.UserId, Purpose.NewPasskey);
        challenges.TryTie(person.UserId, challenge, made.AttestationState ?? "");
        return (challenge, made.CreationOptionsJson);
    }

    /// <summary>Adds the passkey that the browser made.</summary>
    internal async Task<Reply> Add(PortalUser person, string? challenge, string name, string json)
    {
        if (!challenges.TryUse(person.UserId, challenge, out var used) || used.Purpose != Purpose.NewPasskey || used.Passkey is null)
            return new Reply.Refused("This form was used already, or is older than 5 minutes.", "Begin once more.");
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = Context, CredentialJson = json, AttestationState = used.Passkey });
        if (!result.Succeeded || result.UserEntity.Id != person.Id) return new Reply.Refused("The passkey could not be checked.", "Begin once more, perhaps with another device.");
        result.Passkey.Name = name;
        var added = await users.AddOrUpdatePasskeyAsync(person, result.Passkey);
        return added.Succeeded ? new Reply.Done() : new Reply.Refused(string.Join(' ', added.Errors.Select(e => e.Description)), "Begin once more.");
    }
}
