using System.Collections.Immutable;
using System.Globalization;
using Portal.Audit.Signing;
using Portal.Core.Audit.Proof;
using Portal.Core.People;
using Portal.Storage;

namespace Portal.Keeping.Archiving;

/// <summary>Archives before the portal opens its database, where the start asks for it; and puts the database of before away once the portal has started without archiving.</summary>
internal sealed class ArchiveAtStart(string path, ArchiveSettings? settings, ImmutableArray<IAnchor> anchors, TimeProvider clock, ILogger<ArchiveAtStart> log) : IHostedLifecycleService
{
    private bool _isOldNeeded;

    /// <summary>Does what the start asks for; nothing where it asks for nothing.</summary>
    /// <returns>What the person at the console is told; null: nothing.</returns>
    /// <exception cref="StorageRefusedException">It was asked for and could not be done; the database stands as it was.</exception>
    public async Task<string?> Run()
    {
        if (settings?.AtStart is not { } reason) return null;
        if (!File.Exists(path)) return "Nothing was archived: there is no database yet. Take Archive:AtStart out of the configuration.";
        var kept = anchors.OfType<FileAnchor>().SelectMany(anchor => anchor.All().Select(checkpoint => new Anchored(checkpoint, anchor.Name)));
        var order = new ArchiveOrder(settings.Folder, clock.GetUtcNow().AddDays(-settings.KeepDays), UserId.Portal, reason, [.. anchors.Select(anchor => anchor.Name)], [.. kept]);
        try
        {
            var result = await new Archiver(path, clock).Run(order);
            _isOldNeeded = result is ArchiveResult.Done;
            return Says(result);
        }
        catch (IOException fault)
        {
            throw new StorageRefusedException($"Nothing was archived: {fault.Message} The database stands as it was. Mend it, or start without Archive:AtStart.", fault);
        }
        catch (StorageRefusedException fault)
        {
            throw new StorageRefusedException($"Nothing was archived: {fault.Message} The database stands as it was. Mend it, or start without Archive:AtStart.", fault);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var old = Archiver.Before(path);
        if (_isOldNeeded || !File.Exists(old)) return Task.CompletedTask;
        try
        {
            File.Delete(old);
            log.LogInformation("The portal has started on the archived database: {Old}, the database from before, was removed.", old);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.LogWarning("{Old}, the database from before it was archived, is of no use any more and could not be removed. {Why}", old, fault.Message);
        }
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Says(ArchiveResult result) => result switch
    {
        ArchiveResult.Done done => string.Create(CultureInfo.InvariantCulture,
            $"Entries {done.First} to {done.Part.Head.Seq} were archived.\n  {done.File}\n  SHA-256 {done.Part.Digest}\nCopy it to a second place. {done.HeldBack}{(done.HeldBack is null ? "" : " ")}The database from before stands in {done.Before} until the next start that does not archive. Take Archive:AtStart out of the configuration now."),
        ArchiveResult.Nothing nothing => $"Nothing was archived. {nothing.Why} Take Archive:AtStart out of the configuration.",
        _ => throw new InvalidOperationException($"{result.GetType().Name} is not known."),
    };
}
