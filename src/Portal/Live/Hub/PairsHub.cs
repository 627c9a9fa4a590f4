using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Keeping;
using Portal.Runs;
using Portal.Security;
using Portal.Security.Stores;
using Portal.Storage.Health;

namespace Portal.Live.Hub;

/// <summary>The live feed and the run gate for other programs; docs/hub.md describes it. Everything that changes something goes through <see cref="IRunDesk"/>; decisions take a fresh credential and are no methods here.</summary>
[Authorize]
public sealed class PairsHub(IPairFeed feed, IRunDesk desk, IPeople people, SignedInPeople signedIn, SecurityJournal journal, StorageHealth storage, BackupDesk backups) : Microsoft.AspNetCore.SignalR.Hub
{
    public const string Path = "/hubs/pairs";

    /// <summary>Every pair once, then each change; a slow reader gets the newest of each pair. Ends when the caller may not be in any more.</summary>
    public async IAsyncEnumerable<PairMessage> Watch([EnumeratorCancellation] CancellationToken stop)
    {
        Caller();
        await foreach (var view in feed.Watch(stop))
        {
            Caller();
            yield return PairMessageOf.View(view);
        }
    }

    /// <summary>One pair as it stands; null when nothing is known of it.</summary>
    public PairMessage? Find(string pair)
    {
        Caller();
        return feed.Find(new PairId(pair)) is { } view ? PairMessageOf.View(view) : null;
    }

    /// <summary>Whether anything can be recorded, and so be done; the same as /health says.</summary>
    public HealthMessage Health()
    {
        Caller();
        return HealthMessage.Of(storage.Now, backups);
    }

    public async Task<ReplyMessage> Scan(string pair) => Of(await desk.Scan(Caller("pair.scan"), new PairId(pair), Context.ConnectionAborted));

    /// <param name="reason">1 to 500 characters; everybody who looks at the pair reads it.</param>
    public async Task<ReplyMessage> PauseWatching(string pair, string reason) => Of(await desk.PauseWatching(Caller("pair.pause-watching"), new PairId(pair), reason, CancellationToken.None));

    /// <inheritdoc cref="PauseWatching"/>
    public async Task<ReplyMessage> ResumeWatching(string pair, string reason) => Of(await desk.ResumeWatching(Caller("pair.resume-watching"), new PairId(pair), reason, CancellationToken.None));

    public Task<ReplyMessage> Start(string run) => Ask(run, by => new RunCommand.Start(by));
    public Task<ReplyMessage> Pause(string run) => Ask(run, by => new RunCommand.Pause(by));
    public Task<ReplyMessage> Resume(string run) => Ask(run, by => new RunCommand.Resume(by));
    public Task<ReplyMessage> Abort(string run, string reason) => Ask(run, by => new RunCommand.Abort(by, reason));
    public Task<ReplyMessage> Retry(string run, string reason) => Ask(run, by => new RunCommand.Retry(by, reason));

    /// <param name="step">The scan or verify that holds the run, as the caller saw it.</param>
    public Task<ReplyMessage> Skip(string run, string step, string reason) => Ask(run, by => new RunCommand.Skip(by, new StepId(step), reason));

    public Task<ReplyMessage> AttestFact(string run, string guard, string reason) => Ask(run, by => new RunCommand.AttestFact(by, guard, reason));

    /// <param name="outcome">'done' or 'not-done'.</param>
    public Task<ReplyMessage> AttestOutcome(string run, string outcome, string reason) => outcome switch
    {
        "done" => Ask(run, by => new RunCommand.AttestOutcome(by, Outcome.Done, reason)),
        "not-done" => Ask(run, by => new RunCommand.AttestOutcome(by, Outcome.NotDone, reason)),
        _ => Task.FromResult(new ReplyMessage(false, $"'{outcome}' is no outcome.", "Send done or not-done.")),
    };

    public Task<ReplyMessage> TakeFurtherUpdates(string run, string reason) => Ask(run, by => new RunCommand.TakeFurtherUpdates(by, reason));
    public Task<ReplyMessage> LeaveFurtherUpdates(string run, string reason) => Ask(run, by => new RunCommand.LeaveFurtherUpdates(by, reason));

    // A call that has begun is not taken back when the caller's line drops: the gate decides, and the ledger tells.
    private async Task<ReplyMessage> Ask(string run, Func<Person, RunCommand.ByPerson> command) => Of(await desk.Ask(Caller("run.command"), new RunId(run), command, CancellationToken.None));

    /// <param name="action">What is asked for, for the ledger; null: the caller only looks.</param>
    private UserId Caller(string? action = null)
    {
        if (Callers.IdOf(Context.User!) is not { } id || people.Find(id) is not { Standing: Standing.Active } person)
        {
            Context.Abort();
            throw new HubException("This account may not be in any more.");
        }
        if (!signedIn.StillIn(Context.User!))
        {
            Context.Abort();
            const string Over = "This session was ended; sign in again.";
            if (action is not null) journal.Refused(id, action, Over);
            throw new HubException(Over);
        }
        if (person.Roles.IsEmpty) throw new HubException("This account holds no role; ask an Admin for one.");
        return person.Id;
    }

    private static ReplyMessage Of(Reply reply) => reply is Reply.Refused no ? new(false, no.Why, no.Remedy) : new(true);
}
