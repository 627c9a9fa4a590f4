using System.Security.Cryptography;
using System.Text;
using Portal.Core.Pairs;

namespace Portal.Remoting.Ssh;

/// <summary>Where the portal keeps what SSH needs.</summary>
internal sealed class SshFolder
{
    /// <summary>A socket's address holds 108 bytes; ssh appends 17 of its own while it makes one, and our names take 11.</summary>
    private const int LongestSocketFolder = 70;

    public SshFolder(RemotingOptions options)
    {
        Root = PrivateFile.Folder(Path.Combine(options.DataFolder, "ssh"));
        Sockets = PrivateFile.Folder(options.Ssh.SocketFolder ?? Path.Combine(Root, "s"));
        if (Encoding.UTF8.GetByteCount(Sockets) > LongestSocketFolder)
        {
            throw new InvalidOperationException(
                $"The folder for SSH's control sockets, '{Sockets}', is longer than {LongestSocketFolder} bytes, which the system does not allow. " +
                "Set Remoting:Ssh:SocketFolder to a short path that only the portal can write to.");
        }
    }

    public string Root { get; }

    public string Sockets { get; }

    /// <summary>The folder of one pair: 'config' and 'known_hosts'.</summary>
    public string Of(PairId pair) => PrivateFile.Folder(Path.Combine(Root, "pairs", pair.Value));

    /// <summary>The control socket of one server.</summary>
    public string Socket(PairId pair, Identity identity) => Path.Combine(Sockets, Hash($"{pair}.{identity}"));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10];
}
