using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Security.Credentials;

/// <summary>The challenges that wait for a credential. In memory only: after a restart every form asks anew.</summary>
public sealed class Challenges(TimeProvider clock)
{
    /// <summary>From the page to the credential.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Most of one person; a form takes two, one as its page is sent and one as it comes alive. The oldest gives way.</summary>
    public const int MostOfOne = 16;

    private readonly Dictionary<string, Challenge> _open = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>How many are kept.</summary>
    internal int Count { get { lock (_gate) return _open.Count; } }

    /// <summary>A challenge for the answer to one question.</summary>
    /// <param name="digest">Of the question that the person sees.</param>
    /// <returns>Its id; good for 5 minutes and one try.</returns>
    public string Begin(UserId by, RunId run, StepId step, string digest) => Begin(by, Purpose.Decision(run, step, digest));

    /// <inheritdoc cref="Begin(UserId, RunId, StepId, string)"/>
    public string Begin(UserId by, Purpose purpose)
    {
        var challenge = new Challenge(RandomNumberGenerator.GetHexString(32, lowercase: true), by, purpose, clock.GetTimestamp());
        lock (_gate)
        {
            Sweep();
            var own = _open.Values.Where(c => c.By == by).OrderBy(c => c.Begun).ToList();
            foreach (var oldest in own.Take(own.Count - MostOfOne + 1)) _open.Remove(oldest.Id);
            _open.Add(challenge.Id, challenge);
        }
        return challenge.Id;
    }

    /// <summary>Ties what the passkey handler remembers to a challenge, so that its answer counts with this challenge alone; later options take the place of earlier ones.</summary>
    /// <returns>False when the person has no such challenge open.</returns>
    internal bool TryTie(UserId by, string? id, string passkey)
    {
        lock (_gate)
        {
            if (id is null || !_open.TryGetValue(id, out var found) || found.By != by || IsOld(found)) return false;
            _open[id] = found with { Passkey = passkey };
            return true;
        }
    }

    /// <summary>Uses a challenge up, whatever comes of the credential; a second call for it finds nothing.</summary>
    /// <remarks>Somebody else's is left alone: nobody can spoil another person's form.</remarks>
    /// <returns>False when there is none of this person, or it is too old.</returns>
    internal bool TryUse(UserId by, string? id, [NotNullWhen(true)] out Challenge? challenge)
    {
        challenge = null;
        if (id is null) return false;
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var found) || found.By != by) return false;
            _open.Remove(id);
            if (IsOld(found)) return false;
            challenge = found;
            return true;
        }
    }

    private void Sweep()
    {
        foreach (var old in _open.Values.Where(IsOld).ToList()) _open.Remove(old.Id);
    }

    private bool IsOld(Challenge challenge) => clock.GetElapsedTime(challenge.Begun) >= Life;
}
