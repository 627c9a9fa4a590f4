using System.Security.Cryptography;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;

namespace Portal.Audit.Signing;

/// <summary>Signs heads of the ledger with the installation's key.</summary>
public sealed class Signer : IDisposable
{
    private readonly ECDsa _secret;
    private readonly SigningKey _key;
    private readonly TimeProvider _clock;
    private readonly Lock _turn = new();

    private Signer(ECDsa secret, SigningKey key, string origin, TimeProvider clock) => (_secret, _key, Origin, _clock) = (secret, key, origin, clock);

    /// <summary>Names the installation in checkpoints and exports: by its first key.</summary>
    public string Origin { get; }

    /// <summary>Id of the key that signs now, to be compared by auditors.</summary>
    public string KeyId => _key.Id;

    /// <summary>Opens the key file, or makes it at the first start.</summary>
    /// <exception cref="StorageRefusedException">The key is lost, or is not the one that signed so far.</exception>
    public static Signer Open(string path, CheckpointStore store, TimeProvider clock)
    {
        var known = store.Keys();
        if (!File.Exists(path) && !known.IsEmpty)
            throw new StorageRefusedException($"The key file {path} is gone, with which this ledger was signed so far (key {known[^1].Id}). Nothing was changed. Restore it from a backup of the portal's keys; a new key would break the proof of everything signed before.");
        var secret = File.Exists(path) ? KeyFile.Open(path) : KeyFile.Create(path);
        var key = SigningKey.First(secret, clock.GetUtcNow());
        if (known.IsEmpty) store.Add(key);
        else if (known[^1].Id == key.Id) key = known[^1];
        else
        {
            secret.Dispose();
            throw new StorageRefusedException($"The key in {path} is {key.Id}, and this ledger was signed with {known[^1].Id} last. Nothing was changed. Restore the right key file, or name it in Audit:KeyFile.");
        }
        return new Signer(secret, key, $"portal-{(known.IsEmpty ? key : known[0]).Id}", clock);
    }

    public Checkpoint Sign(LedgerHead head)
    {
        lock (_turn) return Checkpoint.Sign(Origin, head, _clock.GetUtcNow(), _key, _secret);
    }

    public void Dispose() => _secret.Dispose();
}
