using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Keeping;

/// <summary>Makes a backup when the last one is old enough, also of before a restart; a failed one is tried again.</summary>
internal sealed class BackupSchedule(BackupDesk desk, TimeProvider clock, ILogger<BackupSchedule> log) : BackgroundService
{
    /// <summary>Between two looks, and after a failure.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMinutes(1), Again = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (desk.Settings is not { } settings) return;
        var begun = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Look;
            try
            {
                if (!begun) desk.Begin();
                begun = true;
                if ((desk.Made is not { } made || clock.GetUtcNow() - made >= settings.Every) && await desk.MakeNow(UserId.Portal) is Runs.Reply.Refused) wait = Again;
            }
            catch (LedgerUnavailableException fault)
            {
                log.LogWarning("A backup was not made, or could not be recorded; it is looked at again in {Wait}. {Why}", wait = Again, fault.Message);
            }
#pragma warning disable CA1031 // A bug here must not end all backups.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.LogError(fault, "No backup was made; it is tried again in {Wait}.", wait = Again);
            }
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
