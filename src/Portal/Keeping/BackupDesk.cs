using System.Collections.Immutable;
using System.Text.Json;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Runs;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Keeping;

/// <summary>The one way to a backup or a drill, for people and for the schedule; one at a time, and each on record with what came of it.</summary>
public sealed class BackupDesk : IDisposable
{
    private readonly Backups? _backups;
    private readonly SqliteLedger _ledger;
    private readonly IPeople _people;
    private readonly SecurityJournal _journal;
    private readonly TimeProvider _clock;
    private readonly ILogger<BackupDesk> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public BackupDesk(PortalDatabase database, SqliteLedger ledger, IPeople people, SecurityJournal journal, TimeProvider clock, ILogger<BackupDesk> log, BackupSettings? settings = null)
    {
        (_ledger, _people, _journal, _clock, _log, Settings) = (ledger, people, journal, clock, log, settings);
        _backups = settings is null ? null : new Backups(database, ledger, settings, clock);
    }

    /// <summary>Null: no folder is declared, so there are no backups.</summary>
    public BackupSettings? Settings { get; }

    /// <summary>Backups in the folder, newest first.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public ImmutableArray<BackupFile> Files
    {
        get
        {
            try
            {
                return _backups?.Files.All ?? [];
            }
            catch (UnauthorizedAccessException fault)
            {
                throw new IOException(fault.Message, fault);
            }
        }
    }

    /// <exception cref="LedgerUnavailableException">The ledger cannot be read.</exception>
    public BackupState State => BackupState.Of(_ledger);

    /// <summary>Since when there should have been another backup; null: there is one of the time, or none is to be made.</summary>
    public DateTimeOffset? OverdueSince
    {
        get
        {
            if (Settings is not { } settings || Begun is not { } begun) return null;
            var due = (Made ?? begun) + settings.Every;
            return _clock.GetUtcNow() > due + (settings.Every / 4) ? due : null;
        }
    }

    /// <summary>The newest good backup, UTC, without a look at the database; null: none yet.</summary>
    public DateTimeOffset? Made { get; private set; }

    internal DateTimeOffset? Begun { get; private set; }

    /// <summary>Whether a person may ask for it.</summary>
    public static string? WhyNot(Person? person) => person is null ? "This account does not exist any more." : person.Lacks(PortalRole.Admin);

    public Task<Reply> BackUp(UserId by) => Asked(by, "backup.make", MakeNow);

    public Task<Reply> Drill(UserId by) => Asked(by, "backup.drill", DrillNow);

    public void Dispose() => _turn.Dispose();

    /// <summary>Reads back when the last one was made.</summary>
    internal void Begin() => (Begun, Made) = (_clock.GetUtcNow(), State.Made?.At);

    internal Task<Reply> MakeNow(UserId by) => InTurn(async backups =>
    {
        try
        {
            var made = await backups.Make();
            // First: it is there, recorded or not, and the schedule must not press the older ones out with one a minute.
            Made = made.File.At;
            Note(by, BackupState.MadeKind, new { file = made.File.Name, entries = made.Entries, hash = Convert.ToHexStringLower(made.Head.Hash.AsSpan()), bytes = made.File.Bytes, ms = (long)made.Took.TotalMilliseconds });
            return new Reply.Done();
        }
        catch (Exception fault) when (fault is IOException or StorageRefusedException)
        {
            return Failed(by, BackupState.FailedKind, null, "No backup was made", fault);
        }
    });

    private Task<Reply> DrillNow(UserId by) => InTurn(async backups =>
    {
        try
        {
            var passed = await backups.Drill();
            Note(by, BackupState.DrillPassedKind, new { file = passed.File.Name, entries = passed.Entries, runs = passed.Runs, ms = (long)passed.Took.TotalMilliseconds });
            return new Reply.Done();
        }
        catch (Exception fault) when (fault is IOException or StorageRefusedException)
        {
            return Failed(by, BackupState.DrillFailedKind, backups.Files.All.FirstOrDefault()?.Name, "The newest backup could not be restored", fault);
        }
    });

    private async Task<Reply> Asked(UserId by, string action, Func<UserId, Task<Reply>> act)
    {
        try
        {
            if (WhyNot(_people.Find(by)) is not { } why) return await act(by);
            _journal.Refused(by, action, why);
            return new Reply.Refused(why, "Ask an Admin.");
        }
        catch (LedgerUnavailableException fault)
        {
            return Unrecorded.Of(fault);
        }
    }

    private async Task<Reply> InTurn(Func<Backups, Task<Reply>> act)
    {
        if (_backups is not { } backups) return new Reply.Refused("No folder for backups is declared.", "Name one in Backup:Directory, and start the portal again.");
        if (!await _turn.WaitAsync(TimeSpan.Zero)) return new Reply.Refused("A backup or a drill is under way.", "Wait for it: what comes of it is shown here.");
        try
        {
            // Minutes for a large database: never on the thread of a page.
            return await Task.Run(() => act(backups));
        }
        finally
        {
            _turn.Release();
        }
    }

    private Reply.Refused Failed(UserId by, string kind, string? file, string what, Exception fault)
    {
        _log.LogError("{What}. {Why}", what, fault.Message);
        Note(by, kind, new { file, why = fault.Message.Length > 500 ? fault.Message[..500] : fault.Message });
        return new Reply.Refused($"{what}: {fault.Message}", $"Look at {Settings!.Folder}, then try again.");
    }

    private void Note(UserId by, string kind, object data) => _ledger.Note(BackupState.Stream, new NewEntry(kind, by, JsonSerializer.Serialize(data)));
}
