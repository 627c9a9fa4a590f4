using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Portal.Core.Audit.Proof;

/// <summary>Keys that may sign: those that the person who verifies knows, and those that they vouch for.</summary>
internal sealed class KeyRing(ImmutableArray<string> trusted) : IDisposable
{
    private readonly Dictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);

    // Opening a key takes longer than what one does with it.
    private readonly Dictionary<string, ECDsa> _opened = new(StringComparer.Ordinal);

    /// <summary>The first key was taken as the export gave it.</summary>
    public SigningKey? Unchecked { get; private set; }

    /// <summary>Whether the key that a checkpoint names signed exactly this; null when that key is none of these.</summary>
    public bool? Verifies(Checkpoint checkpoint) => _opened.TryGetValue(checkpoint.Key, out var key) ? checkpoint.IsSignedBy(key) : null;

    /// <summary>Takes a key in; a sentence when it cannot be trusted. An export that follows an archive names the archive's keys once more.</summary>
    public string? Add(SigningKey key)
    {
        if (_keys.GetValueOrDefault(key.Id) == key) return null;
        if (!key.IsItself()) return $"The key {key.Id} is not the one that its id names.";
        if (key.VouchedBy is { } before)
        {
            // Either it is known, or it follows from one that is.
            if (!trusted.Contains(key.Id) && (_keys.GetValueOrDefault(before) is not { } old || !key.IsVouchedBy(old))) return $"Nobody vouched for the key {key.Id}.";
        }
        else if (!trusted.IsDefaultOrEmpty && !trusted.Contains(key.Id)) return $"The key {key.Id} is none of those that you trust.";
        else if (trusted.IsDefaultOrEmpty && _keys.Count > 0) return $"Nobody vouched for the key {key.Id}.";
        else if (trusted.IsDefaultOrEmpty) Unchecked = key;
        _keys[key.Id] = key;
        if (!_opened.ContainsKey(key.Id)) _opened.Add(key.Id, key.Open());
        return null;
    }

    public void Dispose()
    {
        foreach (var key in _opened.Values) key.Dispose();
    }
}
