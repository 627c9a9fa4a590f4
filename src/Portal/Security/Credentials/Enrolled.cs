using System.Collections.Immutable;

namespace Portal.Security.Credentials;

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">Of the credential, in base64url.</param>
public sealed record PasskeyName(string Id, string Name, DateTimeOffset AddedAt);

/// <summary>What a person can prove themselves with besides the password.</summary>
/// <param name="Totp">A code app was set up and confirmed.</param>
/// <param name="Pending">One was begun and waits for its first code.</param>
/// <param name="RecoveryCodes">How many are left, 0 to 10.</param>
public sealed record Enrolled(bool Totp, bool Pending, int RecoveryCodes, ImmutableArray<PasskeyName> Passkeys)
{
    public static readonly Enrolled Nothing = new(false, false, 0, []);

    /// <summary>A second factor counts: the password alone is not enough any more.</summary>
    public bool Any => Totp || !Passkeys.IsEmpty;
}

/// <summary>What an approver needs at least; the later outranks the earlier.</summary>
public enum Demand
{
    Password,
    Totp,
    Passkey,
}

/// <summary>Which proof counts for whom.</summary>
public static class Ways
{
    /// <summary>Whether a proof of this kind counts for a person with these factors.</summary>
    public static bool Counts(ProofKind kind, Enrolled has, Demand demand) => kind switch
    {
        ProofKind.Passkey => !has.Passkeys.IsEmpty,
        ProofKind.Totp => has.Totp && demand <= Demand.Totp,
        // Stands for what was lost, so it counts as much as a code app.
        ProofKind.RecoveryCode => has is { Any: true, RecoveryCodes: > 0 } && demand <= Demand.Totp,
        // Who set up more is not to be let in with less.
        ProofKind.Password => !has.Any && demand == Demand.Password,
        _ => false,
    };

    /// <summary>Whether the person can give any proof that counts.</summary>
    public static bool Any(Enrolled has, Demand demand) => Enum.GetValues<ProofKind>().Any(kind => Counts(kind, has, demand));
}
