using Microsoft.Extensions.Time.Testing;

namespace Portal.Tests.Security.Credentials;

/// <summary>A clock whose time of day somebody sets, while its timestamps go on: as a real one.</summary>
internal sealed class JumpingClock : FakeTimeProvider
{
    public TimeSpan Jump { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
