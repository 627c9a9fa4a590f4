using Portal.Wiring.Configuration;

namespace Portal.Keeping;

/// <summary>Where backups go, and how many are kept.</summary>
/// <param name="Folder">Full path; made when it is missing.</param>
/// <param name="Every">From one backup to the next, 1 h to 7 d.</param>
/// <param name="Keep">How many of the newest stay, 2 to 1,000.</param>
public sealed record BackupSettings(string Folder, TimeSpan Every, int Keep)
{
    /// <summary>Reads 'Backup'; null where none is declared.</summary>
    internal static BackupSettings? Read(IConfiguration configuration, SettingFaults faults)
    {
        const string every = "Write a duration from 1 h to 7 d, for example 1 d.";
        const int most = 1000;
        var from = new SettingReader(configuration.GetSection("Backup"), faults);
        from.Only("Directory", "Every", "Keep");
        if (!configuration.GetSection("Backup").Exists()) return null;
        var folder = from.Required("Directory", "Write the full path of a folder, best on another disk: /mnt/backup/portal.");
        if (folder.Length > 0 && !Path.IsPathFullyQualified(folder)) from.Fault("Directory", $"is '{folder}', which is no full path", "Write the full path of a folder, best on another disk: /mnt/backup/portal.");
        var pace = from.Value("Every", Quantities.Duration, TimeSpan.FromDays(1), every);
        if (pace < TimeSpan.FromHours(1)) from.Fault("Every", $"is '{from.Text("Every")}'", every);
        return new BackupSettings(folder, pace, from.Value<int>("Keep", text => int.TryParse(text, out var n) && n is >= 2 and <= most ? n : null, 14, $"Write a number from 2 to {most}."));
    }
}
