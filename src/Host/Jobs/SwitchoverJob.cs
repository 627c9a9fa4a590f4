using System.Net;
using System.Text.Json;
using Portal.Host.Patroni;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Asks Patroni to exchange the roles, once it takes the question; believes a refusal, and looks at the cluster where the answer is lost.</summary>
internal static class SwitchoverJob
{
    /// <summary>Patroni answers when the switchover is done or given up, which takes it a few of its own rounds.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(5);
    /// <summary>A replica that has just come back is taken off Patroni's record of who is in sync and put on it again, within a few of its rounds (10 s each by default).</summary>
    private static readonly TimeSpan RecordLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    internal static async Task<JobOutcome> Do(JobContext context)
    {
        (string from, string to) = (context.Job.From!, context.Job.To!);
        using PatroniRest? rest = PatroniRest.Of(context.Roots, AnswerLimit)?.WithCredentials(context.Roots);
        if (rest is null)
            return PauseJob.NoPatroni;
        string body = JsonSerializer.Serialize(new SwitchoverBody(from, to), HostJson.Default.SwitchoverBody);
        context.Log.Write($"POST {rest.Url}switchover {body}");
        try
        {
            (HttpStatusCode code, string text) = await Ask(context, rest, body);
            return (int)code switch
            {
                200 => JobOutcome.Succeeded($"Patroni: {Said(text)}"),
                >= 400 and < 500 => JobOutcome.Failed(
                    $"Patroni refused the switchover ({(int)code}): {Said(text)}",
                    "The roles are as they were. Set right what Patroni names (a partner that is not in sync is the usual cause), then retry the step."),
                _ => await Look(context, rest, from, to, $"Patroni answered {(int)code}: {Said(text)}"),
            };
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return JobOutcome.Failed($"Patroni does not answer at {rest.Url}; the switchover was not asked for.", "Start Patroni on this server, then retry the step.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Log.Write("No answer came.");
            return await Look(context, rest, from, to, "Patroni's answer was lost.");
        }
    }

    /// <summary>Patroni's answer; where it says that nothing was begun because its record of who is in sync is being renewed, it is asked again, for <see cref="RecordLimit"/> at most.</summary>
    private static async Task<(HttpStatusCode Code, string Text)> Ask(JobContext context, PatroniRest rest, string body)
    {
        long began = context.Time.GetTimestamp();
        while (true)
        {
            (HttpStatusCode code, string text) = await rest.Send(HttpMethod.Post, "switchover", body, context.Limit);
            context.Log.Write($"HTTP {(int)code}: {text}");
            bool renews = code == HttpStatusCode.PreconditionFailed && text.Contains("sync_standby", StringComparison.Ordinal);
            if (!renews || context.Time.GetElapsedTime(began) >= RecordLimit)
                return (code, text);
            await Task.Delay(AskEvery, context.Time, context.Limit);
        }
    }

    /// <summary>The request may have got through: the cluster is the judge, and without a clear word nobody knows.</summary>
    private static async Task<JobOutcome> Look(JobContext context, PatroniRest rest, string from, string to, string why)
    {
        long began = context.Time.GetTimestamp();
        string? leader = null;
        while (context.Time.GetElapsedTime(began) < LookLimit)
        {
            PatroniFacts facts = await rest.Facts(CancellationToken.None);
            leader = facts.Members?.FirstOrDefault(m => m.Role is "leader" or "standby_leader")?.Name;
            if (leader == to)
                return JobOutcome.Succeeded($"{why} The cluster shows {to} as its leader.");
            await Task.Delay(LookEvery, context.Time, CancellationToken.None);
        }
        string shows = leader is null ? "the cluster shows no leader" : $"the cluster still shows {leader} as its leader";
        return JobOutcome.Unknown(
            $"{why} {LookLimit.TotalSeconds:0} s later {shows}; the switchover from {from} to {to} may still come.",
            "Look at 'patronictl list' on the server until it is clear who leads, then decide.");
    }

    private static string Said(string text) => TerminalText.Of(text.Trim().Length > 500 ? text.Trim()[..500] : text.Trim());
}
