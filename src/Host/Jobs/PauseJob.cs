using System.Net;
using Portal.Host.Patroni;
using Portal.Host.Wire;

namespace Portal.Host.Jobs;

/// <summary>Suspends or resumes Patroni's automatic work; PostgreSQL goes on serving.</summary>
internal static class PauseJob
{
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);

    internal static readonly JobOutcome NoPatroni = JobOutcome.Failed(
        "No Patroni is configured on this server; nothing was done.",
        "Write where it answers to /etc/portal-host/patroni.json: {\"url\": \"http://127.0.0.1:8008\"}.");

    internal static async Task<JobOutcome> Do(JobContext context)
    {
        bool pause = context.Job.Kind == JobKinds.Suspend;
        using PatroniRest? rest = PatroniRest.Of(context.Roots, TimeSpan.FromSeconds(10))?.WithCredentials(context.Roots);
        if (rest is null)
            return NoPatroni;
        string body = pause ? "{\"pause\": true}" : "{\"pause\": null}";
        string why;
        context.Log.Write($"PATCH {rest.Url}config {body}");
        try
        {
            (HttpStatusCode code, string text) = await rest.Send(HttpMethod.Patch, "config", body, context.Limit);
            context.Log.Write($"HTTP {(int)code}");
            why = $"Patroni answered {(int)code}: {TerminalText.Of(text.Trim().Length > 300 ? text.Trim()[..300] : text.Trim())}";
            if ((int)code is >= 400 and < 500)
                return JobOutcome.Failed(why, "If it asks for a user, write one to /etc/portal-host/patroni-credentials.json, then retry the step.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return JobOutcome.Failed($"Patroni does not answer at {rest.Url}; nothing was asked.", "Start Patroni on this server, then retry the step.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            why = "Patroni's answer was lost.";
        }
        return await Look(context, rest, pause, why);
    }

    private static async Task<JobOutcome> Look(JobContext context, PatroniRest rest, bool pause, string why)
    {
        string wanted = pause ? "paused" : "not paused";
        long began = context.Time.GetTimestamp();
        while (context.Time.GetElapsedTime(began) < LookLimit)
        {
            if ((await rest.Facts(CancellationToken.None)).Paused == pause)
                return JobOutcome.Succeeded($"The cluster is {wanted}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.Time, CancellationToken.None);
        }
        return JobOutcome.Unknown(
            $"{why} {LookLimit.TotalSeconds:0} s later the cluster does not show that it is {wanted}.",
            "Look at 'patronictl list' on the server, then decide.");
    }
}
