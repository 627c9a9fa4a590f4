using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Notifications;

/// <summary>Who is concerned, as the store has people now.</summary>
internal static class Audience
{
    /// <summary>Who may decide on what the run asks.</summary>
    public static ImmutableArray<UserId> Deciders(RunState run, IPeople people) => [.. Portal.Runs.Deciders.Of(run, people).Select(person => person.Id)];

    /// <summary>Operators, who can lead a run on; its requester comes first.</summary>
    public static ImmutableArray<UserId> Operators(RunState run, IPeople people)
    {
        var requester = run.Plan.RequestedBy;
        return
        [
            .. people.All().Where(person => person.Standing == Standing.Active && (person.Id == requester || person.Has(PortalRole.Operator)))
                .OrderBy(person => person.Id != requester).Select(person => person.Id),
        ];
    }

    public static ImmutableArray<UserId> Admins(IPeople people) =>
        [.. people.All().Where(person => person.Has(PortalRole.Admin)).Select(person => person.Id)];

    /// <summary>Whether the run waits for a decision on exactly this question.</summary>
    public static bool IsOpen(RunState run, string digest, DateTimeOffset now) =>
        run is { Status: RunStatus.Running, Asked: { } asked, Granted: null } && asked.Digest == digest && now < asked.ExpiresAt;
}
