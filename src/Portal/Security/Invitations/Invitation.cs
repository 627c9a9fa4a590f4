using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Invitations;

/// <summary>What a link is for.</summary>
public enum InvitationKind
{
    /// <summary>The first password of a person who was just created.</summary>
    Invitation,

    /// <summary>Another password of a person who had one.</summary>
    ResetLink,
}

/// <summary>A one-time link with which a person chooses their password; without what the link holds.</summary>
/// <param name="By">The Admin who made it.</param>
/// <param name="ExpiresAt">UTC; from then on it opens nothing.</param>
public sealed record Invitation(UserId Person, InvitationKind Kind, UserId By, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt)
{
    public bool IsOpen(DateTimeOffset now) => now < ExpiresAt;
}

/// <summary>One row of invitations, exactly as it stands there.</summary>
internal sealed record InvitationRow
{
    public const string Select = "SELECT person AS Person, kind AS Kind, made_by AS MadeBy, made_at AS MadeAt, expires_at AS ExpiresAt FROM invitations";

    public string Person { get; init; } = "";
    public string Kind { get; init; } = "";
    public string MadeBy { get; init; } = "";
    public string MadeAt { get; init; } = "";
    public string ExpiresAt { get; init; } = "";

    public Invitation Invitation() => new(new UserId(Person), Kind == Word(InvitationKind.Invitation) ? InvitationKind.Invitation : InvitationKind.ResetLink, new UserId(MadeBy), LedgerRow.Time(MadeAt), LedgerRow.Time(ExpiresAt));

    /// <summary>As the ledger and the database have it; stable over releases.</summary>
    public static string Word(InvitationKind kind) => kind == InvitationKind.Invitation ? "invitation" : "reset-link";
}
