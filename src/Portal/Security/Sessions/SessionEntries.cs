using System.Collections.Immutable;
using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;

namespace Portal.Security.Sessions;

/// <summary>What the ledger is told of sessions: their numbers, never what the cookie holds.</summary>
internal static class SessionEntries
{
    private const int MostNamed = 20;

    public static NewEntry SignedIn(PortalUser person, long session, string browser, string from) =>
        Entry("sign-in.succeeded", person.UserId, new { person = person.Id, name = person.UserName, session, browser, from });

    public static NewEntry SignedOut(UserId person, long session) => Entry("sign-out", person, new { person = person.Value, session });

    /// <param name="name">Of the person whose sessions they were.</param>
    public static NewEntry Ended(UserId whom, string? name, UserId by, ImmutableArray<Session> ended) => Entry("session.ended", by, new
    {
        person = whom.Value,
        name,
        number = ended.Length,
        sessions = ended.Take(MostNamed).Select(s => s.Number),
        browsers = ended.Select(s => s.Browser).Distinct().Take(MostNamed),
    });

    private static NewEntry Entry(string kind, UserId actor, object data) => new(kind, actor, JsonSerializer.Serialize(data));
}
