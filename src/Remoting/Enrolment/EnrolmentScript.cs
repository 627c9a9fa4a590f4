using System.Collections.Immutable;
using Portal.Core.Pairs;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Enrolment;

/// <summary>The commands that an administrator runs on a Debian server as root; each may be run again.</summary>
internal static class EnrolmentScript
{
    private const string Folder = "/usr/local/lib/portal-host";
    private const string Program = Folder + "/portal-host";
    private const string Copied = "/root/portal-host";
    private const string Home = "/var/lib/portal";
    private const string State = "/var/lib/portal-host";
    private const string Sudoers = "/etc/sudoers.d/portal-host";

    /// <param name="digest">SHA-256 of the program, hex.</param>
    /// <param name="publicKey">One authorized_keys line without options.</param>
    /// <param name="download">Where the server gets the program; null: it is copied to /root/portal-host by hand.</param>
    public static ImmutableArray<string> Commands(Pair pair, Identity on, string user, string digest, string publicKey, Uri? download) =>
    [
        "command -v sudo >/dev/null || apt-get -y install sudo",
        $"id -u {user} >/dev/null 2>&1 || useradd --system --user-group --create-home --home-dir {Home} --shell /bin/sh {user}",
        // Without a password, and yet not locked: sshd without PAM turns locked accounts away.
        $"usermod --password '*' {user}",
        $"install -d -m 0755 -o root -g root {Folder} {Home}/.ssh",
        // Jobs are root's and the account may read what became of them: new folders inherit its group.
        $"install -d -m 0755 -o root -g root {State} && install -d -m 2750 -o root -g \"$(id -gn {user})\" {State}/jobs",
        .. Fetch(digest, download),
        $"echo '{digest}  {Program}' | sha256sum --check --status - || {{ echo '{digest}  {Copied}' | sha256sum --check - && install -m 0755 -o root -g root {Copied} {Program}; }}",
        // The files are root's, so that the account cannot lift its own restrictions.
        $"printf '%s\\n' {Quoted(AuthorizedKey(pair, on, publicKey))} >{Home}/.ssh/authorized_keys.new && mv {Home}/.ssh/authorized_keys.new {Home}/.ssh/authorized_keys",
        $"printf '%s\\n' '{user} ALL=(root) NOPASSWD: {Program} as-root' >{Sudoers}.new && chmod 0440 {Sudoers}.new && visudo -cqf {Sudoers}.new && mv {Sudoers}.new {Sudoers}",
        $"echo '{{\"verb\":\"hello\"}}' | runuser -u {user} -- {Program}",
        "for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf \"$key\"; done",
    ];

    /// <summary>What the key may do: run portal-host, and reach the partner where that has no way of its own.</summary>
    public static string AuthorizedKey(Pair pair, Identity on, string publicKey)
    {
        var partner = Route.To(pair, on.Partner()).FirstOrDefault(route => route.Jump is not null);
        var jump = partner is null ? "" : $",port-forwarding,permitopen=\"{Bracketed(partner.Address)}:{partner.Port}\"";
        return $"restrict,command=\"{Program}\"{jump} {publicKey}";
    }

    private static ImmutableArray<string> Fetch(string digest, Uri? download) => download is null
        ? [$"test -f {Copied} || test -f {Program} || {{ echo 'Copy the portal-host program to {Copied} first, for example with scp.' >&2; false; }}"]
        : [$"echo '{digest}  {Copied}' | sha256sum --check --status - || curl --fail --silent --show-error --max-time 60 --output {Copied} {Quoted(download.AbsoluteUri)}"];

    private static string Bracketed(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
