using System.Security.Cryptography;
using System.Text;
using Portal.Core.People;

namespace Portal.Security.SetUp;

/// <summary>The one-time link with which the first people are made; it exists only while there is nobody.</summary>
public sealed class SetUpLink(IPeople people)
{
    private volatile string? _token;

    /// <summary>Makes a token of 128 random bits when there is nobody yet.</summary>
    public void Open() => _token = people.All().IsEmpty ? RandomNumberGenerator.GetHexString(32, lowercase: true) : null;

    /// <summary>While this is so, no page but the set-up does anything.</summary>
    public bool IsOpen => _token is not null;

    /// <summary>'/setup?token=...'; null once it was used.</summary>
    public string? PathAndQuery => _token is { } token ? $"/setup?token={token}" : null;

    /// <summary>Whether the link is the one that was printed; takes the same time for every wrong one.</summary>
    public bool Accepts(string? token) =>
        _token is { } expected && token is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>From now on the link is worth nothing.</summary>
    public void Close() => _token = null;
}
