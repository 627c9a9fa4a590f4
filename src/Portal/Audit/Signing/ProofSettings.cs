using System.Collections.Immutable;
using Portal.Wiring.Configuration;

namespace Portal.Audit.Signing;

/// <summary>With what the audit trail proves itself.</summary>
/// <param name="KeyFile">Path of the private key that signs checkpoints; null: beside the database's other keys.</param>
/// <param name="AnchorFiles">Files, best on other volumes, that get every checkpoint.</param>
/// <param name="Reconcile">Hash of an anchored head that the database does not have, which whoever starts the portal accepts as lost; null: none.</param>
public sealed record ProofSettings(string? KeyFile, ImmutableArray<string> AnchorFiles, string? Reconcile)
{
    /// <summary>Reads 'Audit'.</summary>
    internal static ProofSettings Read(IConfiguration configuration, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Audit"), faults);
        from.Only("KeyFile", "AnchorFiles", "Reconcile");
        return new ProofSettings(from.Text("KeyFile"), [.. from.List("AnchorFiles").Select(file => file.Text).Distinct(StringComparer.Ordinal)], from.Text("Reconcile"));
    }
}
