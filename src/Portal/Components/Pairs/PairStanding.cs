using System.Collections.Immutable;
using Portal.Components.Looks;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Live;

namespace Portal.Components.Pairs;

/// <summary>Something about a pair that people have to know before anything else on its page.</summary>
/// <param name="Known">What is known all the same.</param>
/// <param name="Since">How old that is, UTC; null: it tells no age.</param>
/// <param name="Do">What to do next.</param>
/// <param name="Href">Where to do it; null: not in the portal.</param>
public sealed record PairStanding(Tone Tone, string Title, string Known, DateTimeOffset? Since, string Do, string? Href = null, string? Link = null)
{
    /// <summary>Worst first; empty when there is nothing to say. What a run does on purpose is none of it.</summary>
    /// <param name="name">The name of a person.</param>
    public static ImmutableArray<PairStanding> Of(PairView view, Func<Core.People.UserId, string> name)
    {
        if (view.Paused is { } pause)
        {
            return [new(Tone.Wait, $"Watching is paused by {name(pause.By)}", $"{pause.Reason.TrimEnd('.')}. Nothing of this pair is read, for anybody; {Last(view)}", pause.At,
                "No run can be started. An Operator resumes watching here when the pair may be looked at again.")];
        }
        if (view.WatchedSince is null)
        {
            return [new(Tone.Unknown, "This pair has not been looked at yet", "Nothing is known of it since this portal started.", null,
                "Wait some seconds: both servers are asked by themselves. If this stays, the portal's log says why.")];
        }
        return [.. Roles(view), .. Identities.Both.SelectMany(on => Server(view, on))];
    }

    private static IEnumerable<PairStanding> Roles(PairView view)
    {
        var p = view.Snapshot;
        if (PairShown.BothActive(p))
        {
            yield return new(Tone.Stop, "Both servers say that they are active", "Users may be writing to either of them, so the two may hold different data.", null,
                "Look at both servers first: decide which one holds the valid data, and make the other one passive with the engine's own tools. The portal starts nothing until exactly one is active.");
        }
        else if (p.Primary.Role.Is(Role.Passive) && p.Secondary.Role.Is(Role.Passive) && !IsUnderWay(view, null))
        {
            yield return new(Tone.Stop, "Neither server is active", $"Nobody serves the users. {Service(p)}", null,
                "Make one server active with the engine's own tools, the one with the newest data. The portal starts nothing until exactly one is active.");
        }
    }

    private static IEnumerable<PairStanding> Server(PairView view, Identity on)
    {
        var (server, enrolment) = (view.Snapshot[on], view.Enrolment.IsDefault ? null : view.Enrolment.FirstOrDefault(e => e.Identity == on));
        var enrol = $"/pairs/{view.Pair.Id}/enrol/{on.ToString().ToLowerInvariant()}";
        switch (enrolment?.State)
        {
            case EnrolmentState.NotEnrolled:
                yield return new(Tone.Wait, $"{on} is not enrolled", $"{enrolment.Detail} The portal does not connect to it, so nothing of it is known.", null, "An Admin enrols it: the page shows the host keys to compare and the commands to run.", enrol, $"Enrol {on}");
                yield break;
            case EnrolmentState.HostKeyChanged:
                yield return new(Tone.Stop, $"{on} shows another host key", enrolment.Detail, null, "Nothing is sent to it. Compare the key with the one on the server's own console before anything else.", enrol, "Compare the keys");
                yield break;
            case EnrolmentState.WrongVersion:
                yield return new(Tone.Wait, $"{on} has another version of portal-host", enrolment.Detail, null, "An Admin installs the portal's own version with the commands on the enrolment page.", enrol, "Show the commands");
                yield break;
        }
        if (server.Reach is { IsKnown: true, Value: Reachability.Unreachable } && !IsUnderWay(view, on))
        {
            yield return new(Tone.Stop, $"{on} is not reachable", $"{server.Reach.Why ?? server.Role.Why} {LastOf(view, on)}", view.LastKnown?[on].Role.At,
                $"Check that {view.Pair[on].HostName} is up and answers at {view.Pair[on].Management ?? $"its channel address, through {on.Partner()}"}. The portal goes on asking by itself.");
        }
        else if (!server.Role.IsKnown && server.Reach.Is(Reachability.Reachable))
        {
            yield return new(Tone.Unknown, $"It is not known whether {on} is active", $"{server.Role.Why} {LastOf(view, on)}", view.LastKnown?[on].Role.At, "Look at the engine on the server: it is reached, but does not tell its role.");
        }
        else if (!server.Reach.IsKnown)
        {
            yield return new(Tone.Unknown, $"Nothing is known of {on}", $"{server.Reach.Why} {LastOf(view, on)}", view.LastKnown?[on].Role.At, "The portal goes on asking by itself; what it needs is on the enrolment page.", enrol, $"Enrolment of {on}");
        }
    }

    // A server that a run restarts is away on purpose, and while a switchover is under way nobody need be active.
    private static bool IsUnderWay(PairView view, Identity? on) =>
        view.Run?.State is { Status: RunStatus.Running, Current: { } step } run && run.Steps[step.Id].Status is StepStatus.Started or StepStatus.Awaiting
        && (on is null ? step.Do is StepAction.Switchover : step.Do is StepAction.Reboot reboot && reboot.On == on);

    private static string Last(PairView view) => view.LastKnown is { } known ? $"when last seen: {PairShown.Roles(known)}" : "nothing was known before.";

    private static string LastOf(PairView view, Identity on) => view.LastKnown?[on].Role is { IsKnown: true } role ? $"When last seen it was {LookOf.Role(role).Word}." : "It was never seen since this portal started.";

    private static string Service(PairSnapshot p) => p.Service.IsKnown ? $"The protected service {(p.Service.Value == ServiceState.Answers ? "answers all the same" : "does not answer")}." : "Whether the protected service answers is not known.";
}
