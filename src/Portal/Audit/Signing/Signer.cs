using System.Security.Cryptography;
using Portal.Core.Audit;
using Portal.Core.Audit.Proof;
using Portal.Storage;

namespace Portal.Audit.Signing;

/// <summary>Signs heads of the ledger with the installation's key, and puts another key in its place.</summary>
public sealed class Signer : IDisposable
{
    private readonly string _path;
    private readonly CheckpointStore _store;
    private readonly TimeProvider _clock;
    private readonly Lock _turn = new();
    private (ECDsa Secret, SigningKey Key) _now;

    private Signer(string path, CheckpointStore store, (ECDsa, SigningKey) now, string origin, TimeProvider clock) =>
        (_path, _store, _now, Origin, _clock) = (path, store, now, origin, clock);

    /// <summary>Names the installation in checkpoints and exports: by its first key.</summary>
    public string Origin { get; }

    /// <summary>Id of the key that signs now.</summary>
    public string KeyId => Key.Id;

    private SigningKey Key
    {
        get { lock (_turn) return _now.Key; }
    }

    /// <summary>Opens the key file, or makes it at the first start.</summary>
    /// <exception cref="StorageRefusedException">The key is lost, or is not the one that signed so far.</exception>
    public static Signer Open(string path, CheckpointStore store, TimeProvider clock)
    {
        var known = store.Keys();
        Settle(path, known.IsEmpty ? null : known[^1]);
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
        return new Signer(path, store, (secret, key), OriginOf(known.IsEmpty ? key : known[0]), clock);
    }

    /// <summary>Name of the installation whose first key this is.</summary>
    internal static string OriginOf(SigningKey first) => $"portal-{first.Id}";

    public Checkpoint Sign(LedgerHead head)
    {
        lock (_turn) return Checkpoint.Sign(Origin, head, _clock.GetUtcNow(), _now.Key, _now.Secret);
    }

    /// <summary>Makes a new key, for which this one vouches, and signs with it from here on.</summary>
    /// <param name="record">Records the key in the ledger; null: it did, otherwise why not, and nothing has changed.</param>
    /// <returns>What <paramref name="record"/> said.</returns>
    /// <remarks>The key stands on the disk before the ledger knows of it, and takes the place of the old one after it: whenever this ends, a start finds the key that the ledger names.</remarks>
    /// <exception cref="StorageRefusedException">The key cannot be written, or one of before cannot be put away; nothing has changed.</exception>
    /// <exception cref="IOException">The new key is recorded and signs; its file stands beside its place until the next start.</exception>
    /// <exception cref="LedgerUnavailableException">Whether it was recorded is not known; the old key signs on, and the next start or try settles it.</exception>
    internal T? Rotate<T>(Func<SigningKey, T?> record) where T : class
    {
        lock (_turn)
        {
            var newest = _store.Keys()[^1];
            Settle(_path, newest);
            if (newest.Id != _now.Key.Id) Take(KeyFile.Open(_path), newest);
            var now = _clock.GetUtcNow();
            // Keys are in the order of their times, also when the clock went back.
            var next = (Secret: KeyFile.Create(KeyFile.Next(_path)), At: now > newest.At ? now : newest.At.AddTicks(1));
            var key = SigningKey.After(next.Secret, newest, _now.Secret, next.At);
            if (record(key) is { } why)
            {
                next.Secret.Dispose();
                Settle(_path, newest);
                return why;
            }
            Take(next.Secret, key);
            KeyFile.Replace(_path);
            return null;
        }
    }

    public void Dispose() => _now.Secret.Dispose();

    private void Take(ECDsa secret, SigningKey key)
    {
        _now.Secret.Dispose();
        _now = (secret, key);
    }

    // What was left when a rotation ended in the middle: the key that the ledger names is put in place, one that it does not know is of no use.
    private static void Settle(string path, SigningKey? newest)
    {
        if (!File.Exists(KeyFile.Next(path))) return;
        using var next = KeyFile.Open(KeyFile.Next(path));
        try
        {
            if (newest is not null && SigningKey.First(next, newest.At).Id == newest.Id) KeyFile.Replace(path);
            else File.Delete(KeyFile.Next(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageRefusedException($"{KeyFile.Next(path)}, which a change of the key left, cannot be put in place or removed: {fault.Message} Nothing was changed. Let the portal's account write there, and try again.", fault);
        }
    }
}
