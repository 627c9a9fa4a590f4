using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Notifications;
using Portal.Notifications.Mail;
using Portal.Notifications.Outbox;
using Portal.Notifications.People;
using Portal.Notifications.Reminders;
using Portal.Notifications.Settings;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;
using Portal.Tests.Pages;

namespace Portal.Tests.Notifications;

/// <summary>Real storage and everything that tells people, over the runs of stories whose events are written to the ledger.</summary>
internal sealed class NotifyStage : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-notify-").FullName;
    private readonly Dictionary<RunId, int> _written = [];
    private readonly LedgerWatch _watch = new(NullLogger<LedgerWatch>.Instance);

    public NotifyStage(Story story, NotificationSettings? settings = null)
    {
        Story = story;
        Settings = settings ?? SettingsOf(1);
        Database = PortalDatabase.Open(Path.Combine(_folder, "portal.db"));
        Ledger = SqliteLedger.Open(Database, _watch, story.Time);
        foreach (var person in (Person[])[Story.Olga, Story.Adam, Story.Vera, Ada]) Insert(person);
        People = new SqlitePeople(Database);
        Catalog = new FakeCatalog(story.Pair);
        Reaches = new ReachStore(Database, Time);
        Archive = new RunArchive(Ledger);
        Notices = new RunNotices(Catalog, People);
        Relevance = new Relevance(Archive, People, Time);
        Outbox = new OutboxStore(Database, Ledger, Time);
        Reviews = new OpenReviews(Ledger, Archive, _watch, Time);
        Emergencies = new GlassNotices(Notices, People);
        Sources = [new RunSource(Archive, People, Notices, Time), new GlassSource(Archive, People, Emergencies)];
        Follower = NewFollower();
    }

    /// <summary>An Admin who may approve nothing.</summary>
    public static Person Ada { get; } = new(new UserId("u-ada"), "Ada Admin", Standing.Active, [PortalRole.Viewer, PortalRole.Admin]);

    public Story Story { get; }
    public FakeTimeProvider Time => Story.Time;
    public NotificationSettings Settings { get; }
    public PortalDatabase Database { get; }
    public SqliteLedger Ledger { get; }
    public SqlitePeople People { get; }
    public FakeCatalog Catalog { get; }
    public ReachStore Reaches { get; }
    public IRunArchive Archive { get; }
    public RunNotices Notices { get; }
    public GlassNotices Emergencies { get; }
    public IOpenReviews Reviews { get; }
    public Relevance Relevance { get; }
    public OutboxStore Outbox { get; }
    public LedgerFollower Follower { get; private set; }
    public List<INoticeSource> Sources { get; }
    public Bells Bells { get; } = new();
    public NotedLog Log { get; } = new();

    /// <summary>Mail to a server on this machine, in the clear.</summary>
    public static NotificationSettings SettingsOf(int port, MailSecurity security = MailSecurity.None, string? authority = null, string? password = null) => NotificationSettings.None with
    {
        Address = new Uri("https://portal.example.com"),
        Mail = new MailSettings("localhost", port, security, "portal@example.com", password is null ? null : "portal", password is null ? null : new Secret(password), authority, TimeSpan.FromSeconds(20)),
    };

    /// <summary>A portal that has just been started over the same database.</summary>
    public LedgerFollower NewFollower()
    {
        Follower = new LedgerFollower(Ledger, _watch, new FollowStore(Database, Ledger, Outbox), Sources, Dispatch(), Bells, Time, NullLogger<LedgerFollower>.Instance);
        Follower.Begin();
        return Follower;
    }

    public Dispatch Dispatch() => new(Settings, People, Reaches, Catalog);

    public Sender Sender(OutboxStore? outbox = null) => new(outbox ?? Outbox, Settings, new Carriers(Settings, new MailCarrier(Settings, Reaches, Time), Time), Relevance, Bells, Time, Log.Of<Sender>()) { Chance = () => 0.5 };

    public Reminder Reminder()
    {
        var questions = new QuestionStore(Database, Ledger, Outbox);
        return new Reminder(questions, Outbox, Archive, People, Notices, Dispatch(), Settings,
            new DigestMaker(questions, Archive, Reviews, People, Notices, Dispatch(), Settings, Time),
            new GlassReminder(Reviews, Archive, People, Emergencies, Dispatch(), Outbox, Ledger, Bells, Time), Bells, Time, Log.Of<Reminder>());
    }

    public NotificationDesk Desk() => new(Ledger, Reaches, Outbox, Settings, People, new SecurityJournal(Ledger), Bells);

    /// <summary>Everybody has an address at example.com.</summary>
    public NotifyStage Reachable(params Person[] people)
    {
        foreach (var person in people) Reach(person, $"{person.Name.Split(' ')[0].ToLowerInvariant()}@example.com");
        return this;
    }

    public void Reach(Person person, string? address, params NoticeWish[] wishes) => Ledger.Write(within =>
    {
        Reaches.Save(within, new ReachOf(person.Id, address, wishes.Length == 0 ? NoticeKinds.Usual : [.. wishes]));
        return true;
    });

    /// <summary>Writes what happened in the story since, as the driver of the run does.</summary>
    public NotifyStage Write(Story? other = null)
    {
        var story = other ?? Story;
        var from = _written.GetValueOrDefault(story.State.Id);
        for (; from < story.Events.Length; from++)
            Assert.IsType<Appended.Done>(Ledger.Append([new StreamAppend(Streams.Of(story.State.Id), from, [Streams.Entry(story.Events[from].Event, story.Events[from].Actor)])]));
        _written[story.State.Id] = from;
        return this;
    }

    public NotifyStage Follow()
    {
        Follower.Follow();
        return this;
    }

    /// <summary>Sends what is due by mail, to the end.</summary>
    public async Task Send(string lane = OutboxRow.Mail, Sender? sender = null)
    {
        sender ??= Sender();
        while (await sender.SendNext(lane, TestContext.Current.CancellationToken)) { }
    }

    public ImmutableArray<OutboxRow> All => [.. Database.Read(c => c.Query<OutboxRow>($"SELECT {OutboxRow.Columns} FROM notification_outbox ORDER BY number").AsList())];

    public IEnumerable<LedgerEntry> Entries => Ledger.Read(DeliveryEntries.Stream);

    public void SetRoles(Person person, params PortalRole[] roles)
    {
        Execute("DELETE FROM people_roles WHERE person = @id", new { id = person.Id.Value });
        foreach (var role in roles) Execute("INSERT INTO people_roles (person, role) VALUES (@id, @role)", new { id = person.Id.Value, role = role.ToString() });
    }

    public void Deactivate(Person person) => Execute("UPDATE people SET active = 0 WHERE id = @id", new { id = person.Id.Value });

    /// <summary>Straight into the file, past every rule of the portal.</summary>
    public void Execute(string sql, object values)
    {
        using var connection = new SqliteConnection($"Data Source={Database.Path};Pooling=False");
        connection.Open();
        // The people of the stories have short ids.
        connection.Execute("PRAGMA ignore_check_constraints = ON");
        connection.Execute(sql, values);
    }

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Insert(Person person)
    {
        var row = PersonRow.Of(new PortalUser { Id = person.Id.Value, UserName = person.Name, NormalizedUserName = person.Name.ToUpperInvariant() });
        var values = new DynamicParameters(row);
        values.Add("createdAt", LedgerRow.Text(Time.GetUtcNow()));
        Execute(PersonRow.Insert, values);
        SetRoles(person, [.. person.Roles]);
    }
}
