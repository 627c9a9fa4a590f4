using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.RateLimiting;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Notifications.Outbox;
using Portal.Notifications.People;
using Portal.Notifications.Settings;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Storage.Ledger;

namespace Portal.Notifications;

/// <summary>The one way to change who is told what, and to look at what became of messages; the person is read from the store at each call, and refusals go into the ledger.</summary>
internal sealed class NotificationDesk(
    SqliteLedger ledger, ReachStore reaches, OutboxStore outbox, NotificationSettings settings, IPeople people, SecurityJournal journal, Bells bells) : IDisposable
{
    // Enough to try things out; not enough to flood somebody's mailbox, or the ledger with refusals.
    private readonly PartitionedRateLimiter<UserId> _pace = PartitionedRateLimiter.Create<UserId, string>(by =>
        RateLimitPartition.GetTokenBucketLimiter(by.Value, _ => new TokenBucketRateLimiterOptions { TokenLimit = 10, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(6), QueueLimit = 0 }));

    /// <summary>How a person is reached, for that person and for Admins; null for anybody else.</summary>
    public ReachOf? Of(UserId by, UserId whom) => people.Find(by) is { Standing: Standing.Active } person && (by == whom || person.Has(PortalRole.Admin)) ? reaches.Of(whom) : null;

    /// <summary>Sets the address, and for oneself the wishes.</summary>
    /// <param name="address">Empty or null takes it away.</param>
    /// <param name="wishes">Null leaves them as they are; only the person may set them.</param>
    public Reply Save(UserId by, UserId whom, string? address, ImmutableHashSet<NoticeWish>? wishes) => Act(by, $"notifications.set {whom}", person =>
    {
        if (by != whom && !person.Has(PortalRole.Admin)) return No("Only an Admin sets another person's address.", "Ask an Admin.");
        if (by != whom && wishes is not null) return No("What a person wants to be told is theirs to say.", "Set the address only.");
        if (people.Find(whom) is not { } changed) return No("This person is not in the database.", "Load the page again.");
        var wanted = string.IsNullOrWhiteSpace(address) ? null : address.Trim();
        if (wanted is not null && !MailAddresses.IsValid(wanted)) return No("This is no mail address that can be used.", "Write one plain address, for example name@example.com.");
        ledger.Write(within =>
        {
            var before = ReachStore.Of(within.Connection, within.Transaction, whom);
            var after = before with { Address = wanted, Wishes = wishes ?? before.Wishes };
            if (before.Address == after.Address && before.Wishes.SetEquals(after.Wishes)) return false;
            reaches.Save(within, after);
            within.Append(PersonChanges.Stream, Entry(by, changed, before, after));
            return true;
        });
        return new Reply.Done();
    });

    /// <summary>Sends a message to the person who asks.</summary>
    public Reply TestMail(UserId by) => Act(by, "notifications.test-mail", _ =>
    {
        if (settings.Mail is null) return No("No mail server is declared.", "Declare one in Notifications:Mail and restart the portal.");
        if (reaches.Of(by).Address is null) return No("You have no mail address here.", "Set it on your own page for notifications, then try again.");
        return Queue(new NewMessage(OutboxRow.Mail, by.Value, Test()));
    });

    /// <summary>Sends a message to a webhook; for Admins.</summary>
    public Reply TestWebhook(UserId by, string name) => Act(by, $"notifications.test-webhook {name}", person =>
    {
        if (!person.Has(PortalRole.Admin)) return No("Only an Admin tries a webhook.", "Ask an Admin.");
        if (settings.Webhooks.FirstOrDefault(hook => hook.Name == name) is not { } found) return No("There is no such webhook.", "Load the page again.");
        return Queue(new NewMessage(found.Lane, found.Name, Test()));
    });

    /// <summary>How mail and webhooks stand, for Admins; null for anybody else.</summary>
    public DeliveryState? State(UserId by)
    {
        if (people.Find(by)?.Has(PortalRole.Admin) != true) return null;
        var known = outbox.Lanes().ToDictionary(lane => lane.Lane);
        ImmutableArray<ChannelState> channels =
        [
            .. settings.Mail is null ? [] : (ChannelState[])[Channel(OutboxRow.Mail, "Mail", "mail")],
            .. settings.Webhooks.Select(hook => Channel(hook.Lane, hook.Name, hook.Format.ToString())),
        ];
        return new DeliveryState(channels, settings.Address, outbox.Newest(OutboxState.Pending, 50), outbox.Newest(OutboxState.GivenUp, 50));

        ChannelState Channel(string lane, string name, string kind)
        {
            var state = known.GetValueOrDefault(lane) ?? new LaneState();
            return new ChannelState(lane, name, kind, state.Waiting, state.GivenUp, state.LastDelivered is { } at ? LedgerRow.Time(at) : null, outbox.LastError(lane));
        }
    }

    public void Dispose() => _pace.Dispose();

    private Reply Act(UserId by, string action, Func<Person, Reply> act)
    {
        using var lease = _pace.AttemptAcquire(by);
        // Not recorded: whoever is this fast would fill the ledger.
        if (!lease.IsAcquired) return No("That was too often.", "Wait a minute, then try again.");
        try
        {
            var reply = people.Find(by) is { Standing: Standing.Active } person ? act(person) : No("This account may not be in any more.", "Ask an Admin.");
            if (reply is Reply.Refused refused) journal.Refused(by, action, refused.Why);
            return reply;
        }
        catch (LedgerUnavailableException fault)
        {
            return No("The change could not be recorded, so it was not made.", fault.Message);
        }
    }

    private Reply.Done Queue(NewMessage message)
    {
        ledger.Write(within =>
        {
            outbox.Add(within, [message]);
            return true;
        });
        bells.Ring([message.Lane]);
        return new Reply.Done();
    }

    private static Notice Test() => new(
        $"test/{Guid.NewGuid():N}", NoticeKind.Test, "A test of notifications",
        ["Somebody asked for this message on the portal, to see that it arrives.", "Nothing is to be done."], "/", "Open the portal");

    // That it changed is on record; the address itself is nobody's business.
    private static NewEntry Entry(UserId by, Person whom, ReachOf before, ReachOf after) => new("person.notifications-changed", by, JsonSerializer.Serialize(new
    {
        person = whom.Id.Value,
        name = whom.Name,
        address = (before.Address, after.Address) switch
        {
            var (old, now) when old == now => "left as it was",
            (null, _) => "set",
            (_, null) => "taken away",
            _ => "changed",
        },
        kinds = string.Join(", ", after.Wishes.Order().Select(wish => wish.ToString().ToLowerInvariant())),
    }));

    private static Reply.Refused No(string why, string remedy) => new(why, remedy);
}

/// <summary>What became of messages.</summary>
/// <param name="Address">Where links lead; null: nobody said where the portal is.</param>
internal sealed record DeliveryState(ImmutableArray<ChannelState> Channels, Uri? Address, ImmutableArray<OutboxRow> Waiting, ImmutableArray<OutboxRow> GivenUp);

/// <summary>How mail, or one webhook, stands.</summary>
/// <param name="LastError">Of the newest message that failed and has not been followed by a delivery; null when there is none.</param>
internal sealed record ChannelState(string Lane, string Name, string Kind, long Waiting, long GivenUp, DateTimeOffset? LastDelivered, string? LastError);
