using System.Collections.Immutable;
using System.Text;

namespace Portal.Remoting.Ssh;

/// <summary>Reads the keys that a server shows, through the very route that calls take, without signing in.</summary>
internal sealed class HostKeyScan(SshTool tool)
{
    private static readonly ImmutableArray<string> Types =
        ["ssh-ed25519", "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521", "rsa-sha2-512,rsa-sha2-256"];

    /// <summary>The keys, one of each type that the server has; empty and a reason when it was not reached within the limit.</summary>
    public async Task<(ImmutableArray<HostKey> Keys, SshFailure? Failure)> Read(Route route, TimeSpan limit, CancellationToken stop)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timed.CancelAfter(limit);
        var keys = ImmutableArray.CreateBuilder<HostKey>();
        foreach (var type in Types)
        {
            var (key, errors) = await ReadOne(route, type, timed.Token);
            stop.ThrowIfCancellationRequested();
            if (key is not null)
                keys.Add(key);
            else if (keys.Count == 0 && !errors.Contains("no matching host key type", StringComparison.Ordinal))
                return ([], timed.IsCancellationRequested ? SshFailure.Parse("timed out") : SshFailure.Parse(errors));
        }

        return (keys.ToImmutable(), null);
    }

    private async Task<(HostKey? Key, string Errors)> ReadOne(Route route, string type, CancellationToken stop)
    {
        // What is accepted here goes to a file of its own that is read once and deleted: it pins nothing.
        var file = Path.Combine(Path.GetTempPath(), $"portal-scan-{Guid.NewGuid():N}");
        var errors = new StringBuilder();
        try
        {
            await tool.Ssh(
                    "-T", "-o", "StrictHostKeyChecking=accept-new", "-o", $"UserKnownHostsFile={file}", "-o", "HostKeyAlias=shown",
                    "-o", $"HostKeyAlgorithms={type}", "-o", "PubkeyAuthentication=no", "-o", "PreferredAuthentications=none",
                    "-o", "HashKnownHosts=no", "-o", "ControlPath=none", "-N", route.Host)
                .WithStandardErrorPipe(SshTool.Errors(errors))
                .ExecuteAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return (null, "timed out");
        }

        try
        {
            return (File.Exists(file) ? File.ReadLines(file).Select(HostKey.Parse).FirstOrDefault(k => k is not null) : null, errors.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
