using System.Collections.Immutable;
using System.Globalization;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Runs;

namespace Portal.Notifications.Reminders;

/// <summary>Asks again while nobody decides, tells more people after a while, reminds of emergencies that nobody has reviewed, and makes the digest of the day.</summary>
internal sealed class Reminder(
    QuestionStore questions, OutboxStore outbox, IRunArchive archive, IPeople people, RunNotices notices, Dispatch dispatch, NotificationSettings settings, DigestMaker digests,
    GlassReminder emergencies, Bells bells, TimeProvider clock, ILogger<Reminder> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15), Sweep = TimeSpan.FromHours(1);
    private DateTimeOffset _swept;

    /// <summary>Does what is due by now.</summary>
    internal void Look()
    {
        foreach (var question in questions.Open()) Look(question);
        emergencies.Look();
        if (digests.Due() is { } digest && questions.NoteDigest(digest.Day, digest.Messages)) Ring(digest.Messages);
        if (clock.GetUtcNow() - _swept < Sweep) return;
        _swept = clock.GetUtcNow();
        outbox.DropLanes([.. settings.Mail is null ? (string[])[] : [OutboxRow.Mail], .. settings.Webhooks.Select(hook => hook.Lane)]);
        outbox.Forget();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Yield();
                Look();
            }
#pragma warning disable CA1031 // The storage may be away for a while; reminders go on after it.
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError(fault, "Reminders could not be made; tried again in {Every}.", Every);
            }
            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    private void Look(AskedQuestion question)
    {
        var now = clock.GetUtcNow();
        if (archive.Find(question.Run)?.State is not { } run || !Audience.IsOpen(run, question.Digest, now))
        {
            questions.Close(question);
            return;
        }
        var (after, due) = Schedule.Of(question, settings.Reminders, now);
        if (after == question) return;
        ImmutableArray<NewMessage> messages = [.. due.SelectMany(kind => dispatch.To(Of(run, kind, after, now)))];
        if (questions.Note(question, after, messages)) Ring(messages);
    }

    private Told Of(RunState run, NoticeKind kind, AskedQuestion after, DateTimeOffset now)
    {
        var key = kind switch
        {
            NoticeKind.ApprovalReminder => $"remind-{after.Reminded.ToString(CultureInfo.InvariantCulture)}",
            NoticeKind.ApprovalEscalated => "escalate",
            _ => "warn",
        };
        var deciders = Audience.Deciders(run, people);
        // Admins cannot decide by that, but they can reach people, or make an Approver.
        return new Told(notices.Question(run, kind, key, now), kind == NoticeKind.ApprovalEscalated ? [.. deciders, .. Audience.Admins(people)] : deciders);
    }

    private void Ring(ImmutableArray<NewMessage> messages) => bells.Ring(messages.Select(message => message.Lane));
}
