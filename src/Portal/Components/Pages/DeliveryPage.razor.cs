using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Components.Looks;
using Portal.Core.People;
using Portal.Live;
using Portal.Notifications;
using Portal.Notifications.Outbox;
using Portal.Notifications.Settings;
using Portal.Runs;
using Portal.Storage.Ledger;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Pages;

/// <summary>What became of messages, for Admins.</summary>
public sealed partial class DeliveryPage
{
    private UserId? _viewer;
    private DeliveryState? _state;
    private ImmutableArray<(Person Person, string? Address)> _people = [];
    private UserId? _whom;
    private string _address = "";
    private Reply.Refused? _refused;
    private string _said = "";
    private bool _busy;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private NotificationDesk Desk { get; set; } = null!;

    [Inject]
    private NotificationSettings Settings { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    private string Server => Settings.Mail is { } mail ? string.Create(CultureInfo.InvariantCulture, $"{mail.Host}:{mail.Port}, {mail.Security}") : "";

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        Load();
    }

    private void Load()
    {
        _state = _viewer is { } id ? Desk.State(id) : null;
        _people = _state is null || _viewer is not { } by ? [] :
            [.. People.All().Where(person => person.Standing == Standing.Active).Select(person => (person, Desk.Of(by, person.Id)?.Address))];
    }

    private void Choose(string? id)
    {
        _whom = string.IsNullOrEmpty(id) ? null : new UserId(id);
        _address = _people.FirstOrDefault(p => p.Person.Id == _whom).Address ?? "";
    }

    private void Save()
    {
        if (_whom is { } whom) Act(by => Desk.Save(by, whom, _address, null), "Saved.");
    }

    private void Test(ChannelState channel) => Act(
        by => channel.Lane == OutboxRow.Mail ? Desk.TestMail(by) : Desk.TestWebhook(by, channel.Name),
        "A test message is queued. Load this page again in a moment to see what became of it.");

    private void Act(Func<UserId, Reply> act, string said)
    {
        if (_busy || _viewer is not { } by) return;
        (_busy, _refused, _said) = (true, null, "");
        try
        {
            _refused = act(by) as Reply.Refused;
            if (_refused is null) _said = said;
            Load();
        }
        finally
        {
            _busy = false;
        }
    }

    private static Look LookOf(ChannelState channel) => channel switch
    {
        { LastError: not null } => new Look(Filled.Error, "the last message failed", Tone.Stop),
        { LastDelivered: not null } => new Look(Filled.Check, "delivers", Tone.Ok),
        _ => new Look(Filled.QuestionMark, "nothing sent yet", Tone.Unknown),
    };

    private string To(OutboxRow row) => row.Lane == OutboxRow.Mail ? People.NameOf(new UserId(row.Recipient)) : $"webhook {row.Recipient}";

    private static string RunOf(OutboxRow row) => row.Notice.Run is { } run ? $" about run {run}" : "";

    private static string Attempts(OutboxRow row) => row.Attempts == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{row.Attempts} attempts");

    private static DateTimeOffset Time(string at) => LedgerRow.Time(at);
}
