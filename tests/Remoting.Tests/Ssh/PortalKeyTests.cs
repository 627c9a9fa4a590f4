using Portal.Core.Pairs;
using Portal.Remoting.Ssh;

namespace Portal.Remoting.Tests.Ssh;

public sealed class PortalKeyTests
{
    [Fact]
    public async Task The_key_is_made_at_first_use_and_only_the_portal_may_read_it()
    {
        await using var stage = new SshStage();

        Assert.StartsWith("ssh-ed25519 ", stage.Shells.Key.PublicLine(), StringComparison.Ordinal);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(stage.Shells.Key.PrivateFilePath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(stage.Options.DataFolder, "ssh")));
    }

    [Fact]
    public async Task A_key_with_a_passphrase_is_used_and_the_passphrase_is_in_no_argument()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "correct horse battery staple\n");
        await using var stage = new SshStage(options => options.Ssh.PassphraseFile = file);
        var shell = stage.Shells.Open(SshStage.PairOf(stage.Server()));

        SshStage.Answer(await SshStage.Hello(shell));

        Assert.NotEqual(0, await Unlock(stage, ""));
        var arguments = Directory.GetDirectories("/proc").Select(folder => Path.Combine(folder, "cmdline")).Select(Read);
        Assert.DoesNotContain(arguments, text => text.Contains("correct horse", StringComparison.Ordinal));
        File.Delete(file);
    }

    [Fact]
    public async Task A_wrong_passphrase_is_a_refusal_and_not_a_wait()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "right\n");
        await using var stage = new SshStage(options => options.Ssh.PassphraseFile = file);
        var pair = SshStage.PairOf(stage.Server());
        stage.Shells.Key.Ensure();
        File.WriteAllText(file, "wrong\n");

        Assert.IsType<ShellAnswer.NotReached>(await SshStage.Hello(stage.Shells.Open(pair)));
        File.Delete(file);
    }

    [Fact]
    public async Task A_named_key_that_is_not_there_is_said_so()
    {
        await using var stage = new SshStage(options => options.Ssh.PrivateKeyFile = "/nowhere/key");

        var problem = Assert.Throws<InvalidOperationException>(() => stage.Shells.Open(SshStage.Pair(
            new Server(Identity.Primary, "one", "127.0.0.1", null, []), new Server(Identity.Secondary, "two", null, null, []))));

        Assert.Contains("/nowhere/key", problem.Message, StringComparison.Ordinal);
    }

    private static async Task<int> Unlock(SshStage stage, string passphrase)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("ssh-keygen", ["-y", "-P", passphrase, "-f", stage.Shells.Key.PrivateFilePath]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.WaitForExitAsync(SshStage.Stop);
        return process.ExitCode;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
