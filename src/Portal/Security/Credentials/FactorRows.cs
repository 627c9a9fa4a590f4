using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Security.Stores;
using Portal.Storage.Ledger;

namespace Portal.Security.Credentials;

/// <summary>One row of second_factors, exactly as it stands there.</summary>
internal sealed record FactorRow
{
    public const string Select = "SELECT totp AS Totp, pending AS Pending, pending_until AS PendingUntil, last_step AS LastStep, wrong AS Wrong, locked_until AS LockedUntil FROM second_factors";

    public string? Totp { get; init; }
    public string? Pending { get; init; }
    public string? PendingUntil { get; init; }
    public long LastStep { get; init; }
    public int Wrong { get; init; }
    public string? LockedUntil { get; init; }
}

/// <summary>One row of passkeys, exactly as it stands there.</summary>
internal sealed record PasskeyRow
{
    public const string Select = "SELECT id AS Id, person AS Person, name AS Name, data AS Data, added_at AS AddedAt FROM passkeys";

    public byte[] Id { get; init; } = [];
    public string Person { get; init; } = "";
    public string Name { get; init; } = "";
    public string Data { get; init; } = "";
    public string AddedAt { get; init; } = "";

    public PasskeyName Named() => new(Base64Url.EncodeToString(Id), Name, LedgerRow.Time(AddedAt));
}

/// <summary>What happened to a person's second factors; never a secret, a code or a key.</summary>
internal static class FactorChanges
{
    /// <param name="what">'totp-added'; the entry's kind is 'person.totp-added'.</param>
    public static void Append(LedgerTransaction within, UserId person, UserId by, string what, object more)
    {
        var name = within.Connection.ExecuteScalar<string>("SELECT name FROM people WHERE id = @id", new { id = person.Value }, within.Transaction);
        var data = JsonSerializer.SerializeToNode(more)!.AsObject();
        data["person"] = JsonValue.Create(person.Value);
        data["name"] = JsonValue.Create(name);
        within.Append(PersonChanges.Stream, new NewEntry($"person.{what}", by, data.ToJsonString()));
    }
}
