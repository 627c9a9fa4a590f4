using Portal.Wiring.Configuration;

namespace Portal.Security.Credentials;

/// <summary>What this installation asks of people who approve.</summary>
/// <param name="Demand">What an approver needs at least.</param>
public sealed record ApprovalSettings(Demand Demand)
{
    /// <summary>Reads 'Approvals'.</summary>
    internal static ApprovalSettings Read(IConfiguration configuration, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Approvals"), faults);
        from.Only("Demand");
        return new ApprovalSettings(from.Value("Demand", Parse, Demand.Password, "Write password, totp or passkey: what an approver needs at least."));
    }

    private static Demand? Parse(string text) => text.ToLowerInvariant() switch
    {
        "password" => Demand.Password,
        "totp" => Demand.Totp,
        "passkey" => Demand.Passkey,
        _ => null,
    };
}
