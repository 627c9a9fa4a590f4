using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Portal.Security.Credentials;
using Portal.Storage.Ledger;

namespace Portal.Security.Stores;

/// <summary>Passkeys of people; their keys are public, so nothing of them is sealed.</summary>
public sealed partial class PortalUserStore : IUserPasskeyStore<PortalUser>
{
    public Task AddOrUpdatePasskeyAsync(PortalUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => Do(() => ledger.Write(within =>
    {
        var values = new { id = passkey.CredentialId, person = user.Id, name = passkey.Name ?? "Passkey", data = JsonSerializer.Serialize(PasskeyData.Of(passkey)), at = LedgerRow.Text(passkey.CreatedAt) };
        // Somebody else's stays theirs, whatever id an authenticator claims.
        if (within.Connection.Execute("UPDATE passkeys SET data = @data WHERE id = @id AND person = @person", values, within.Transaction) == 1) return true;
        within.Connection.Execute("INSERT INTO passkeys (id, person, name, data, added_at) VALUES (@id, @person, @name, @data, @at)", values, within.Transaction);
        FactorChanges.Append(within, user.UserId, actor.Id, "passkey-added", new { passkey = values.name });
        return true;
    }));

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PortalUser user, CancellationToken cancellationToken) => Task.FromResult<IList<UserPasskeyInfo>>(
        [.. database.Read(connection => connection.Query<PasskeyRow>($"{PasskeyRow.Select} WHERE person = @Id ORDER BY added_at, id", new { user.Id }).AsList()).Select(PasskeyData.Info)]);

    public Task<PortalUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Row(credentialId) is { } row ? FindByIdAsync(row.Person, cancellationToken) : Task.FromResult<PortalUser?>(null);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(Row(credentialId) is { } row && row.Person == user.Id ? PasskeyData.Info(row) : null);

    /// <summary>Not this way: <see cref="SecondFactors"/> removes one, and records it.</summary>
    public Task RemovePasskeyAsync(PortalUser user, byte[] credentialId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A passkey is removed by SecondFactors.");

    private PasskeyRow? Row(byte[] id) => database.Read(connection => connection.QueryFirstOrDefault<PasskeyRow>($"{PasskeyRow.Select} WHERE id = @id", new { id }));

    /// <summary>What the column data holds.</summary>
    private sealed record PasskeyData(byte[] PublicKey, uint SignCount, string[]? Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, byte[] AttestationObject, byte[] ClientDataJson)
    {
        public static PasskeyData Of(UserPasskeyInfo p) => new(p.PublicKey, p.SignCount, p.Transports, p.IsUserVerified, p.IsBackupEligible, p.IsBackedUp, p.AttestationObject, p.ClientDataJson);

        public static UserPasskeyInfo Info(PasskeyRow row)
        {
            var data = JsonSerializer.Deserialize<PasskeyData>(row.Data)!;
            return new UserPasskeyInfo(row.Id, data.PublicKey, LedgerRow.Time(row.AddedAt), data.SignCount, data.Transports, data.IsUserVerified, data.IsBackupEligible, data.IsBackedUp, data.AttestationObject, data.ClientDataJson) { Name = row.Name };
        }
    }
}
