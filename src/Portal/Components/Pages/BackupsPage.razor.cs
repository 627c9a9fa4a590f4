using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Keeping;
using Portal.Live;
using Portal.Runs;

namespace Portal.Components.Pages;

/// <summary>How it stands with backups; making one and the drill go through the desk, which looks at the person anew.</summary>
public sealed partial class BackupsPage
{
    private UserId? _viewer;
    private bool _may, _mayAct, _busy;
    private BackupState _state = new(null, null, null);
    private ImmutableArray<BackupFile> _files = [];
    private Reply.Refused? _refused;
    private string? _unavailable;
    private string _said = "";

    [CascadingParameter]
    private Task<AuthenticationState> Viewer { get; set; } = null!;

    [Inject]
    private BackupDesk Desk { get; set; } = null!;

    [Inject]
    private IPeople People { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _viewer = Callers.IdOf((await Viewer).User);
        Load();
    }

    private void Load()
    {
        try
        {
            var person = _viewer is { } id ? People.Find(id) : null;
            _mayAct = person?.Has(PortalRole.Admin) == true;
            _may = _mayAct || person?.Has(PortalRole.Auditor) == true;
            if (!_may) return;
            _state = Desk.State;
            _files = Desk.Files;
            _unavailable = null;
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or IOException)
        {
            _unavailable = fault.Message;
        }
    }

    private Task BackUp() => Act("The backup is being made and read back…", Desk.BackUp, "The backup was made, and all of it read back.");

    private Task Drill() => Act("The newest backup is being restored on trial…", Desk.Drill, "The drill passed: the newest backup was restored, and all of it read back.");

    private async Task Act(string meanwhile, Func<UserId, Task<Reply>> act, string said)
    {
        if (_busy || _viewer is not { } by) return;
        (_busy, _refused, _said) = (true, null, meanwhile);
        try
        {
            _refused = await act(by) as Reply.Refused;
            _said = _refused is null ? said : "";
            Load();
        }
        finally
        {
            _busy = false;
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
