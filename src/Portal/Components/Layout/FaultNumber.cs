using System.Security.Cryptography;

namespace Portal.Components.Layout;

/// <summary>What a person reads out so that a failure is found in the log: 'F-7K2QXM'.</summary>
internal static class FaultNumber
{
    // Without what is mistaken for another letter on the telephone's other end.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public static string New() => $"F-{RandomNumberGenerator.GetString(Letters, 6)}";
}
