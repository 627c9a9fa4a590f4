using System.Net;
using System.Security.Cryptography;

namespace Portal.Bench.Portals;

/// <summary>The two people of a measurement: one asks, the other approves. Made as an administrator makes them, by the set-up page.</summary>
internal sealed record TwoPeople(string First, string FirstPassword, string Second, string SecondPassword)
{
    public static async Task<TwoPeople> SetUp(PublishedPortal portal, CancellationToken stop)
    {
        var people = new TwoPeople("ana.operator", Password(), "ben.approver", Password());
        await PostedForm.Send(portal, await portal.SetUpLink(stop), Fields(people), new CookieContainer(), stop);
        return people;
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(TwoPeople people)
    {
        foreach (var (field, name, password) in new[] { ("First", people.First, people.FirstPassword), ("Second", people.Second, people.SecondPassword) })
        {
            yield return new($"Form.{field}.Name", name);
            yield return new($"Form.{field}.Password", password);
            foreach (var role in new[] { "Operator", "Approver", "Auditor" }) yield return new($"Form.{field}.{role}", "true");
        }
    }

    private static string Password() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 24);
}
