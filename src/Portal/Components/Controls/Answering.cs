using Microsoft.JSInterop;

namespace Portal.Components.Controls;

/// <summary>Answers a page that wants to know whether the portal still works through what it was asked.</summary>
public static class Answering
{
    /// <summary>Comes after what was pressed before it, since a circuit does one thing after the other; carries nothing.</summary>
    [JSInvokable("answer")]
    public static void Answer()
    {
    }
}
