using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>Why ssh did not connect, read from what it printed.</summary>
/// <param name="WrongKeyOf">The known_hosts name whose key did not match; null when that is not the reason.</param>
/// <param name="Shown">The fingerprint that was shown instead, if ssh said so.</param>
internal sealed partial record SshFailure(string Why, string Remedy, string? WrongKeyOf = null, string? Shown = null)
{
    private const string WhenUnreachable = "Check that the server is up and that its SSH port can be reached from the portal.";
    private const string WhenDenied = "Run the enrolment commands on the server again: they install the portal's key.";

    private static readonly ImmutableArray<(string Mark, string Why, string Remedy)> Reasons =
    [
        ("stdio forwarding failed", "its partner does not allow the jump, or does not reach it", "Check that the server is up; if it is, run the enrolment commands on the partner again: they allow the jump to this server's channel address."),
        ("Permission denied", "it does not accept the portal's key", WhenDenied),
        ("Too many authentication failures", "it does not accept the portal's key", WhenDenied),
        ("bad permissions", "the portal's key file can be read by others, so ssh does not use it", "Set the key file's mode to 0600."),
        ("Could not resolve hostname", "its name does not resolve", "Correct the address in the pair's declaration, or the name service."),
        ("Connection refused", "nothing listens on its SSH port", WhenUnreachable),
        ("No route to host", "there is no route to it", WhenUnreachable),
        ("Network is unreachable", "there is no route to it", WhenUnreachable),
        ("timed out", "it did not answer in time", WhenUnreachable),
        ("not responding", "it stopped answering", WhenUnreachable),
        ("Connection reset", "it closed the connection", WhenUnreachable),
        ("Connection closed", "it closed the connection", WhenUnreachable),
    ];

    /// <summary>Reads the text that ssh wrote to standard error; whatever is not recognised is shown as it is.</summary>
    public static SshFailure Parse(string errors)
    {
        if (WrongKey().Match(errors) is { Success: true } wrong)
        {
            var shown = ShownKey().Match(errors);
            return new SshFailure(
                "another host key was shown than the pinned one", "", wrong.Groups["alias"].Value, shown.Success ? shown.Value : null);
        }

        foreach (var (mark, why, remedy) in Reasons)
        {
            if (errors.Contains(mark, StringComparison.OrdinalIgnoreCase))
                return new SshFailure(why, remedy);
        }

        var last = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return new SshFailure(last is null ? "ssh ended without a word" : $"ssh says: {PlainText.Of(last)}", WhenUnreachable);
    }

    /// <summary>The sentence about a server that was not reached.</summary>
    public ShellAnswer.NotReached NotReached(Identity on) => new($"{on} was not reached: {Why}.", Remedy);

    [GeneratedRegex(@"(?:Host key for (?<alias>\S+) has changed|host key is known for (?<alias>\S+) and you have requested|Host key (?<alias>\S+) was revoked|REVOKED HOST KEY for (?<alias>\S+))")]
    private static partial Regex WrongKey();

    [GeneratedRegex(@"SHA256:[A-Za-z0-9+/]{43}")]
    private static partial Regex ShownKey();
}
