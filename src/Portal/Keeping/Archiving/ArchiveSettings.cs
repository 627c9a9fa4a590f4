using Portal.Core.Runs;
using Portal.Wiring.Configuration;

namespace Portal.Keeping.Archiving;

/// <summary>What leaves the ledger as a file, and when.</summary>
/// <param name="Folder">Full path of the folder that gets archives; made when it is missing.</param>
/// <param name="KeepDays">Entries of the last so many days stay, 90 to 36,500.</param>
/// <param name="AtStart">Why this start is to archive; goes into the ledger. Null: it is not to.</param>
internal sealed record ArchiveSettings(string Folder, int KeepDays, string? AtStart)
{
    /// <summary>Reads 'Archive'; null where none is declared.</summary>
    internal static ArchiveSettings? Read(IConfiguration configuration, SettingFaults faults)
    {
        const string fullPath = "Write the full path of a folder that is kept as long as evidence has to be: /mnt/evidence/portal.";
        const int least = 90, most = 36_500;
        var from = new SettingReader(configuration.GetSection("Archive"), faults);
        from.Only("Directory", "KeepDays", "AtStart");
        if (!configuration.GetSection("Archive").Exists()) return null;
        var folder = from.Required("Directory", fullPath);
        if (folder.Length > 0 && !Path.IsPathFullyQualified(folder)) from.Fault("Directory", $"is '{folder}', which is no full path", fullPath);
        if (from.Text("AtStart") is { Length: > Run.ReasonLength } reason) from.Fault("AtStart", $"is {reason.Length} characters long", $"Say in at most {Run.ReasonLength} characters why; it goes into the audit trail.");
        return new ArchiveSettings(folder, from.Value<int>("KeepDays", text => int.TryParse(text, out var n) && n is >= least and <= most ? n : null, 730, $"Write a number of days from {least} to {most}."), from.Text("AtStart"));
    }
}
