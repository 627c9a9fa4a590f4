using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Core.People;
using Portal.Live;
using Portal.Notifications;
using Portal.Notifications.People;
using Portal.Notifications.Settings;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>A person's own address and wishes; every change goes through the desk.</summary>
public sealed partial class NotificationsPage
{
    private UserId? _viewer;
    private ReachOf? _reach;
    private string _address = "";
    private ImmutableHashSet<NoticeWish> _wishes = [];
    private Reply.Refused? _refused;
    private string _said = "";
    private bool _busy;

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private NotificationDesk Desk { get; set; } = null!;

    [Inject]
    private NotificationSettings Settings { get; set; } = null!;

    private bool MailIsOn => Settings.Mail is not null;

    private bool Changed => _reach is not null && (_address.Trim() != (_reach.Address ?? "") || !_wishes.SetEquals(_reach.Wishes));

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        Load();
    }

    private void Load()
    {
        _reach = _viewer is { } id ? Desk.Of(id, id) : null;
        if (_reach is not null) (_address, _wishes) = (_reach.Address ?? "", _reach.Wishes);
    }

    private void Set(NoticeWish wish, bool on) => _wishes = on ? _wishes.Add(wish) : _wishes.Remove(wish);

    private string Means(NoticeWish wish, string means) => wish != NoticeWish.Digest ? means
        : Settings.Digest is { } digest ? string.Create(CultureInfo.InvariantCulture, $"at {digest.At:HH\\:mm} ({digest.Zone.Id}): {means}")
        : $"{means}. An Admin has to declare its time first";

    private void Save() => Act(by => Desk.Save(by, by, _address, _wishes), "Saved.");

    private void Test() => Act(Desk.TestMail, "A test message is on its way to you. If none arrives within a minute, ask an Admin to look at the mail server.");

    private void Act(Func<UserId, Reply> act, string said)
    {
        if (_busy || _viewer is not { } by) return;
        (_busy, _refused, _said) = (true, null, "");
        try
        {
            _refused = act(by) as Reply.Refused;
            if (_refused is not null) return;
            _said = said;
            Load();
        }
        finally
        {
            _busy = false;
        }
    }
}
