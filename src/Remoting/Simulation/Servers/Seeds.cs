using System.Security.Cryptography;
using System.Text;
using Portal.Core.Pairs;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>What looks random about a simulated pair, and is the same at every start.</summary>
internal static class Seeds
{
    /// <summary>The seed that belongs to a pair's id.</summary>
    public static int Of(PairId pair) => Number(0, pair.Value, int.MaxValue);

    /// <summary>A number from 0 to below the limit that follows from the seed and what it is for.</summary>
    public static int Number(int seed, string what, int below) =>
        (int)(BitConverter.ToUInt32(Digest(seed, what)) % (uint)below);

    /// <summary>The id of a boot of a server.</summary>
    public static string BootId(int seed, Identity identity, int boot) =>
        new Guid(Digest(seed, $"boot {identity} {boot}").AsSpan(0, 16)).ToString();

    private static byte[] Digest(int seed, string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {what}"));
}
