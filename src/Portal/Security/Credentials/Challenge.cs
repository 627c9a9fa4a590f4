using Portal.Core.People;

namespace Portal.Security.Credentials;

/// <summary>Leave to send one credential for one purpose.</summary>
/// <param name="Id">128 random bits in 32 hexadecimal digits.</param>
/// <param name="Begun">Timestamp of the clock that no change of the time of day moves.</param>
public sealed record Challenge(string Id, UserId By, Purpose Purpose, long Begun)
{
    /// <summary>What the passkey handler has to remember of the options that it gave for this challenge; null: it gave none.</summary>
    public string? Passkey { get; init; }
}
