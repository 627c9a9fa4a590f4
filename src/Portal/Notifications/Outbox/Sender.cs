using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Notifications.Settings;

namespace Portal.Notifications.Outbox;

/// <summary>Takes messages from the outbox and sends them; each lane by itself, so that a dead receiver delays nobody else.</summary>
internal sealed class Sender(
    OutboxStore outbox, NotificationSettings settings, Carriers carriers, Relevance relevance, Bells bells, TimeProvider clock, ILogger<Sender> log) : BackgroundService
{
    // Several at once, so that a mail server that takes its time for one does not keep the others waiting.
    private const int MailAtOnce = 3;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>0 to 1, for the spread of retries.</summary>
    internal Func<double> Chance { get; set; } = Random.Shared.NextDouble;

    /// <summary>Sends the next message of the lane that is due; false when there is none.</summary>
    internal async Task<bool> SendNext(string lane, CancellationToken stop)
    {
        var claim = Guid.NewGuid().ToString("N");
        if (outbox.Claim(lane, claim) is not { } row) return false;
        var recipient = lane == OutboxRow.Mail ? new UserId(row.Recipient) : (UserId?)null;
        if (relevance.WhyNot(row.Notice, recipient) is { } over)
        {
            outbox.Drop(row, claim, over);
            return true;
        }
        Attempt came;
        try
        {
            came = await carriers.Of(lane).Carry(row, stop);
        }
        catch (OperationCanceledException)
        {
            // Nobody knows whether it arrived: the next start sends it again at once, under the same delivery id.
            outbox.Later(row, claim, clock.GetUtcNow(), "The portal was stopped while it was sent.");
            throw;
        }
        switch (came)
        {
            case Attempt.Delivered:
                outbox.Delivered(row, claim);
                break;
            case Attempt.Never never:
                GiveUp(row, claim, never.Why, never.Detail);
                break;
            case Attempt.Later later:
                Postpone(row, claim, later);
                break;
        }
        return true;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ImmutableArray<string> lanes = [.. Enumerable.Repeat(OutboxRow.Mail, settings.Mail is null ? 0 : MailAtOnce), .. settings.Webhooks.Select(hook => hook.Lane)];
        return Task.WhenAll(lanes.Select(lane => Serve(lane, stoppingToken)));
    }

    private async Task Serve(string lane, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            var sent = false;
            try
            {
                sent = await SendNext(lane, stop);
            }
            catch (LedgerUnavailableException fault)
            {
                // Still claimed: it is sent again under the same delivery id once the claim ends.
                log.LogError("What became of a message could not be recorded: {Why}", fault.Message);
            }
#pragma warning disable CA1031 // One message must not end the sending of all others.
            catch (Exception fault) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError("Sending by {Lane} failed with {Fault}; tried again in {Every}.", lane, fault.GetType().Name, Every);
            }
            if (!sent) await bells.Of(lane).Wait(Every, clock, stop);
        }
    }

    private void Postpone(OutboxRow row, string claim, Attempt.Later later)
    {
        var due = clock.GetUtcNow() + BackOff.After(row.Attempts, Chance());
        if (due - Storage.Ledger.LedgerRow.Time(row.CreatedAt) > settings.GiveUpAfter)
            GiveUp(row, claim, $"{later.Why} It was tried {row.Attempts} times.", later.Detail);
        else
            outbox.Later(row, claim, due, Detail(later.Why, later.Detail));
    }

    private void GiveUp(OutboxRow row, string claim, string why, string detail)
    {
        if (!outbox.GiveUp(row, claim, why, Detail(why, detail))) return;
        log.LogWarning("Message {Delivery} ({Kind}) to {Lane} was given up: {Why}", row.Delivery, row.Kind, row.Lane, why);
    }

    private static string Detail(string why, string detail) => NoticeText.Error(detail.Length == 0 ? why : $"{why} It said: {detail}");
}
