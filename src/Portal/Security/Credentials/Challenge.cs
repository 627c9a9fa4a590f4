using Portal.Core.People;

namespace Portal.Security.Credentials;

/// <summary>Leave to send one credential for one purpose.</summary>
/// <param name="Id">128 random bits in 32 hexadecimal digits.</param>
/// <param name="Begun">Timestamp of the clock that no change of the time of day moves.</param>
public sealed record Challenge(string Id, UserId By, Purpose Purpose, long Begun);
