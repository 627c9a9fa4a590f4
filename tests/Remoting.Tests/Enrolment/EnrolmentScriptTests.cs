using Portal.Core.Pairs;
using Portal.Remoting.Enrolment;
using Portal.Remoting.Tests.Ssh;

namespace Portal.Remoting.Tests.Enrolment;

public sealed class EnrolmentScriptTests
{
    private const string Key = "ssh-ed25519 AAAA portal";
    private static readonly string Digest = new('a', 64);

    [Fact]
    public void The_key_may_run_portal_host_and_nothing_else()
    {
        Assert.Equal(
            "restrict,command=\"/usr/local/lib/portal-host/portal-host\" ssh-ed25519 AAAA portal",
            EnrolmentScript.AuthorizedKey(Pair("10.0.0.1", "10.0.0.2"), Identity.Primary, Key));
    }

    [Fact]
    public void Where_the_partner_has_no_way_of_its_own_the_key_may_reach_it_and_only_it()
    {
        var pair = Pair("10.0.0.1", null);

        Assert.Equal(
            "restrict,command=\"/usr/local/lib/portal-host/portal-host\",port-forwarding,permitopen=\"192.168.0.2:22\" ssh-ed25519 AAAA portal",
            EnrolmentScript.AuthorizedKey(pair, Identity.Primary, Key));
        Assert.DoesNotContain("permitopen", EnrolmentScript.AuthorizedKey(pair, Identity.Secondary, Key), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_management_addresses_each_may_reach_the_other()
    {
        var pair = Pair(null, null);

        Assert.Contains("permitopen=\"192.168.0.2:22\"", EnrolmentScript.AuthorizedKey(pair, Identity.Primary, Key), StringComparison.Ordinal);
        Assert.Contains("permitopen=\"192.168.0.1:22\"", EnrolmentScript.AuthorizedKey(pair, Identity.Secondary, Key), StringComparison.Ordinal);
    }

    [Fact]
    public void Root_is_given_for_one_program_with_one_argument_and_the_rule_is_checked_before_it_is_put_in_place()
    {
        var rule = Assert.Single(Commands(null), command => command.Contains("sudoers", StringComparison.Ordinal));

        Assert.Contains("'portal ALL=(root) NOPASSWD: /usr/local/lib/portal-host/portal-host as-root'", rule, StringComparison.Ordinal);
        Assert.True(rule.IndexOf("visudo -cqf", StringComparison.Ordinal) < rule.IndexOf("&& mv", StringComparison.Ordinal));
        Assert.DoesNotContain('*', rule);
    }

    [Fact]
    public void The_program_is_installed_only_after_its_digest_was_compared()
    {
        var install = Assert.Single(Commands(null), command => command.Contains("install -m 0755", StringComparison.Ordinal));

        Assert.True(install.IndexOf($"{Digest}  /root/portal-host", StringComparison.Ordinal) < install.IndexOf("install -m 0755", StringComparison.Ordinal));
    }

    [Fact]
    public void A_download_has_a_limit_and_its_address_is_quoted()
    {
        var fetch = Assert.Single(Commands(new Uri("https://portal.example/portal-host?a='b'")), command => command.Contains("curl", StringComparison.Ordinal));

        Assert.Contains("--max-time 60", fetch, StringComparison.Ordinal);
        Assert.EndsWith("'https://portal.example/portal-host?a='\\''b'\\'''", fetch, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Commands(Uri? download) =>
        EnrolmentScript.Commands(Pair("10.0.0.1", "10.0.0.2"), Identity.Primary, "portal", Digest, Key, download);

    private static Pair Pair(string? one, string? two) => SshStage.Pair(
        new Server(Identity.Primary, "one", one, "192.168.0.1", []),
        new Server(Identity.Secondary, "two", two, "192.168.0.2", []));
}
