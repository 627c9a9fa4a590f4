using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Passwords;
using Portal.Security.Stores;

namespace Portal.Security.SetUp;

/// <summary>One of the first two people, as typed.</summary>
internal sealed record FirstPerson(string Name, string Password, ImmutableHashSet<PortalRole> Roles);

/// <summary>Makes the first two people: four eyes need two of them from the first day on.</summary>
internal sealed class FirstPeople(UserManager<PortalUser> users, SetUpLink link)
{
    /// <summary>Creates both, or says everything that is wrong, as sentences; empty when both were created.</summary>
    /// <remarks>The first is created only while there is nobody, so two browsers with the same link cannot both succeed.</remarks>
    public async Task<ImmutableArray<string>> Create(string? token, FirstPerson first, FirstPerson second)
    {
        if (!link.Accepts(token)) return ["This link is not valid, or was used already. Nothing was created."];
        var wrong = Objections(first, second);
        if (!wrong.IsEmpty) return wrong;
        try
        {
            return await Create(first, second);
        }
        catch (LedgerUnavailableException fault)
        {
            return [$"The people could not be recorded: {fault.Message}"];
        }
    }

    private async Task<ImmutableArray<string>> Create(FirstPerson first, FirstPerson second)
    {
        var one = await users.CreateAsync(new PortalUser { UserName = first.Name, Roles = first.Roles, OnlyAsFirst = true }, first.Password);
        if (!one.Succeeded) return Sentences(one);
        link.Close();
        var other = await users.CreateAsync(new PortalUser { UserName = second.Name, Roles = second.Roles }, second.Password);
        return other.Succeeded ? [] : [.. Sentences(other), $"{first.Name} was created and can sign in, and create the second person under People."];
    }

    private static ImmutableArray<string> Objections(FirstPerson first, FirstPerson second)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        foreach (var (who, person) in new[] { ("First", first), ("Second", second) })
        {
            if (person.Name.Length is 0 or > 60) wrong.Add($"{who} person: the name needs 1 to 60 characters.");
            else if (!person.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+'))
                wrong.Add($"{who} person: the name may have letters, digits and . - _ @ + only.");
            if (PasswordRules.Objection(person.Name, person.Password) is { } why) wrong.Add($"{who} person: {why}");
        }
        if (first.Name.Equals(second.Name, StringComparison.OrdinalIgnoreCase)) wrong.Add("The two names are the same. Four eyes need two different people.");
        if (first.Password == second.Password && first.Password.Length > 0) wrong.Add("The two passwords are the same. Each person chooses their own.");
        return wrong.ToImmutable();
    }

    private static ImmutableArray<string> Sentences(IdentityResult result) => [.. result.Errors.Select(error => error.Description)];
}
