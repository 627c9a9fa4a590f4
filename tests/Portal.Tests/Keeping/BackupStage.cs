using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Keeping;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Tests.Runs;
using Portal.Tests.Storage;

namespace Portal.Tests.Keeping;

/// <summary>A real ledger with a folder for its backups, an Admin, and the desk that makes them.</summary>
public abstract class BackupStage : IDisposable
{
    private protected static readonly UserId Admin = new("admin");
    private protected readonly TestLedger _test = new();
    private protected readonly string _folder = Directory.CreateTempSubdirectory("portal-backup-").FullName;
    private protected readonly Team _team = new();
    private protected BackupDesk? _desk;

    private protected BackupStage()
    {
        _team.Set(new Person(Admin, "Adam", Standing.Active, [PortalRole.Admin]));
        _ = _test.Ledger;
    }

    private protected string Folder => Path.Combine(_folder, "backups");

    private protected BackupDesk Desk => _desk ??= Make();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _desk?.Dispose();
        _test.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private protected BackupDesk Make(int keep = 3) => new(_test.Database, _test.Ledger, _team, new SecurityJournal(_test.Ledger), _test.Clock, NullLogger<BackupDesk>.Instance, new BackupSettings(Folder, TimeSpan.FromDays(1), keep));

    private protected async Task<string> BackUp()
    {
        _test.Clock.Advance(TimeSpan.FromMinutes(1));
        var reply = await Desk.BackUp(Admin);
        Assert.True(reply is Reply.Done, (reply as Reply.Refused)?.Why);
        return Desk.Files[0].Path;
    }

    private protected static void Fill(TestLedger ledger, int entries = 10)
    {
        for (var i = 0; i < entries; i++) ledger.Ledger.Note(new StreamId("scan/erp"), TestLedger.Entry(data: $$"""{"n":{{i}}}"""));
    }

    private protected void More()
    {
        for (var i = 0; i < 3; i++) _test.Ledger.Note(new StreamId("scan/later"), TestLedger.Entry());
    }

    private protected LedgerEntry Last(string kind) => _test.Ledger.Read(BackupState.Stream).Last(e => e.Kind == kind);
}
