using Portal.Core.Pairs;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Looks;

/// <summary>Here what updates are.</summary>
public static partial class LookOf
{
    /// <summary>Whether an update mends a security flaw, as its source tells.</summary>
    public static Look Update(PackageUpdate update) => update.IsSecurity
        ? new Look(Filled.Shield, "security", Tone.Wait, $"It mends a security flaw, as {(update.Origin.Length > 0 ? update.Origin : "its source")} says.")
        : new Look(Outlined.Upgrade, "update", Tone.Mute, update.Origin.Length > 0 ? $"From {update.Origin}." : "Its source does not say whether it mends a security flaw.");
}
