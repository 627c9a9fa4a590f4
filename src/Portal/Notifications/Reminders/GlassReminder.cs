using System.Collections.Immutable;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications.Outbox;
using Portal.Runs;
using Portal.Storage.Ledger;

namespace Portal.Notifications.Reminders;

/// <summary>Reminds once a day of an emergency that nobody has reviewed, everybody who may.</summary>
internal sealed class GlassReminder(IOpenReviews reviews, IRunArchive archive, IPeople people, GlassNotices notices, Dispatch dispatch, OutboxStore outbox, SqliteLedger ledger, Bells bells, TimeProvider clock)
{
    /// <summary>From the emergency to the first reminder, and between two.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(24);

    // Saves a write each time; after a restart the outbox knows what was told, by the notice's key.
    private readonly Dictionary<string, int> _reminded = [];

    /// <summary>Does what is due by now. After an outage one reminder is sent, not all that were missed.</summary>
    public void Look()
    {
        foreach (var review in reviews.Now)
        {
            var days = (int)((clock.GetUtcNow() - review.Broken.At) / Every);
            if (days < 1 || _reminded.GetValueOrDefault(review.Broken.Digest) == days || archive.Find(review.Run)?.State is not { } run) continue;
            ImmutableArray<UserId> may = [.. people.All().Where(person => Run.WhyNotReview(review.Broken, person) is null).Select(person => person.Id)];
            var messages = dispatch.To(new Told(notices.Open(run, review.Broken, days), may));
            if (!messages.IsEmpty)
                ledger.Write(within =>
                {
                    outbox.Add(within, messages);
                    return true;
                });
            _reminded[review.Broken.Digest] = days;
            bells.Ring(messages.Select(message => message.Lane));
        }
    }
}
