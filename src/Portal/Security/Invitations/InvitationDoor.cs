using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Passwords;
using Portal.Security.Stores;

namespace Portal.Security.Invitations;

/// <summary>What came of a password chosen with a link.</summary>
public abstract record InvitationReply
{
    private InvitationReply() { }

    /// <summary>The password counts, and the link no more.</summary>
    public sealed record Taken : InvitationReply;

    /// <summary>The link is unknown, used, withdrawn or too old; the same for every reason, so that nobody learns of others' links.</summary>
    public sealed record Gone : InvitationReply;

    /// <param name="Why">Sentences for the person; the link still counts.</param>
    public sealed record Wrong(string Why) : InvitationReply;
}

/// <summary>Lets whoever holds a one-time link choose the password of its person.</summary>
public sealed class InvitationDoor(InvitationBook book, UserManager<PortalUser> users, CurrentActor actor, SecurityJournal journal)
{
    /// <param name="from">Address of the browser, for the ledger.</param>
    public async Task<InvitationReply> Choose(string? secret, string password, string from)
    {
        try
        {
            var reply = book.Find(secret) is { } open && await users.FindByIdAsync(open.Person.Value) is { } person
                ? await Choose(person, secret!, open.By, password)
                : new InvitationReply.Gone();
            if (reply is InvitationReply.Gone) journal.LinkRefused(from);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return new InvitationReply.Wrong($"The password could not be recorded, so it was not taken: {fault.Message}");
        }
    }

    private async Task<InvitationReply> Choose(PortalUser person, string secret, UserId maker, string password)
    {
        if (PasswordRules.Objection(person.UserName, password) is { } why) return new InvitationReply.Wrong(why);
        // Whoever made the link could have used it: what it gives rests on their word until another Admin has confirmed it.
        (actor.Id, actor.OnWordOf) = (person.UserId, maker);
        // One update, one transaction: the link is used up by exactly the password that counts from then on.
        (person.PasswordHash, person.LockoutEnd, person.Redeems) = (users.PasswordHasher.HashPassword(person, password), null, Secret128.Hash(secret));
        var result = await users.UpdateAsync(person);
        // Of two who use one link the second finds the person changed; what matters to them is that the link is gone.
        if (!result.Succeeded) return book.Find(secret) is null ? new InvitationReply.Gone() : new InvitationReply.Wrong(string.Join(' ', result.Errors.Select(e => e.Description)));
        if (person.AccessFailedCount > 0) await users.ResetAccessFailedCountAsync(person);
        return new InvitationReply.Taken();
    }
}
