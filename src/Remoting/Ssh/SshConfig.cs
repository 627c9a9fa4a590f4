using System.Globalization;
using System.Text;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>Writes the ssh configuration of one pair; an administrator can use the same file by hand.</summary>
internal static class SshConfig
{
    /// <summary>The text of the file. Refuses names that would read as something else in it.</summary>
    public static string Render(Pair pair, SshOptions options, SshFolder folder, string knownHosts, string identityFile)
    {
        var text = new StringBuilder("# Written by the portal at each start; changes are lost.\n");
        foreach (var identity in Identities.Both)
        {
            foreach (var route in Route.To(pair, identity))
            {
                text.Append(CultureInfo.InvariantCulture, $"Host {route.Host}\n");
                text.Append(CultureInfo.InvariantCulture, $"  HostName {Word(route.Address)}\n  Port {route.Port}\n");
                text.Append(CultureInfo.InvariantCulture, $"  HostKeyAlias {KnownHosts.Alias(pair.Id, identity)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  ControlPath {Quoted(folder.Socket(pair.Id, identity))}\n");
                if (route.Jump is { } jump)
                    text.Append(CultureInfo.InvariantCulture, $"  ProxyJump {jump}\n");
            }
        }

        text.Append("Host *\n");
        foreach (var (key, value) in Common(options, knownHosts, identityFile))
            text.Append(CultureInfo.InvariantCulture, $"  {key} {value}\n");
        return text.ToString();
    }

    private static IEnumerable<(string Key, string Value)> Common(SshOptions options, string knownHosts, string identityFile) =>
    [
        ("User", Word(options.User)),
        ("IdentityFile", Quoted(identityFile)),
        ("IdentitiesOnly", options.AgentSocket is null ? "yes" : "no"),
        ("IdentityAgent", options.AgentSocket is { } agent ? Quoted(agent) : "none"),
        ("UserKnownHostsFile", Quoted(knownHosts)),
        ("GlobalKnownHostsFile", "none"),
        ("StrictHostKeyChecking", "yes"),
        ("UpdateHostKeys", "no"),
        ("VerifyHostKeyDNS", "no"),
        ("CheckHostIP", "no"),
        // Batch mode would also keep ssh from asking the askpass script for the key's passphrase.
        ("BatchMode", options.PassphraseFile is null ? "yes" : "no"),
        ("NumberOfPasswordPrompts", "1"),
        ("PreferredAuthentications", "publickey"),
        ("PasswordAuthentication", "no"),
        ("KbdInteractiveAuthentication", "no"),
        ("ForwardAgent", "no"),
        ("ForwardX11", "no"),
        ("PermitLocalCommand", "no"),
        ("RequestTTY", "no"),
        ("ControlMaster", "no"),
        ("ConnectTimeout", Seconds(options.ConnectTimeout)),
        ("ServerAliveInterval", Seconds(options.KeepAlive)),
        ("ServerAliveCountMax", options.KeepAliveCount.ToString(CultureInfo.InvariantCulture)),
        ("LogLevel", "ERROR"),
    ];

    private static string Seconds(TimeSpan span) =>
        Math.Max(1, (int)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string path) =>
        path.AsSpan().IndexOfAny('"', '\n', '\r') < 0
            ? $"\"{path.Replace("%", "%%", StringComparison.Ordinal)}\""
            : throw new InvalidOperationException($"The path '{path}' has a quote or a line break in it, which ssh's configuration cannot hold. Choose another path.");

    private static string Word(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
            ? text
            : throw new InvalidOperationException(
                $"'{text}' cannot be a host name, an address or an account: letters, digits, '.', '-', '_' and ':' only. Correct the pair's declaration.");
}
