namespace Portal.Notifications.Settings;

/// <summary>A text that must not be seen: it says nothing of itself, whoever prints what holds it.</summary>
internal sealed class Secret(string value)
{
    /// <summary>The text itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => "(secret)";
}
