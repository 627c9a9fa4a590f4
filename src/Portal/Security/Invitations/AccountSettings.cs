using System.Globalization;
using Portal.Wiring;
using Portal.Wiring.Configuration;

namespace Portal.Security.Invitations;

/// <summary>How this installation lets people in.</summary>
/// <param name="Invitation">How long the link of a new person counts, 1 h to 14 d.</param>
public sealed record AccountSettings(TimeSpan Invitation)
{
    private const int Usual = 72, Longest = 336;

    /// <summary>Reads 'Accounts'.</summary>
    internal static AccountSettings Read(IConfiguration configuration, SettingFaults faults)
    {
        var from = new SettingReader(configuration.GetSection("Accounts"), faults);
        from.Only("InvitationHours", StartNotes.ConfirmKey.Split(':')[1]);
        return new AccountSettings(TimeSpan.FromHours(from.Value("InvitationHours", Parse, Usual, $"Write whole hours from 1 to {Longest}: how long the link of a new person counts.")));
    }

    private static int? Parse(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is >= 1 and <= Longest ? hours : null;
}
