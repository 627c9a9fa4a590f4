using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>For how long this process has known the open question and its first approval, by the clock that nobody can set.</summary>
/// <remarks>Beside the times in the ledger: a clock that is set back makes those lie. Its owner locks.</remarks>
internal sealed class KnownApproval(TimeProvider clock)
{
    private (string Digest, long Since)? _asked;
    private long? _granted;

    public TimeSpan Asked => _asked is { } asked ? clock.GetElapsedTime(asked.Since) : TimeSpan.Zero;

    public TimeSpan Granted => _granted is { } since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    public void See(RunState? state)
    {
        if (state?.Asked?.Digest != _asked?.Digest) (_asked, _granted) = (state?.Asked is { } asked ? (asked.Digest, clock.GetTimestamp()) : null, null);
        _granted = state is { Grants.IsEmpty: false } or { Glass: not null } ? _granted ?? clock.GetTimestamp() : null;
    }
}
