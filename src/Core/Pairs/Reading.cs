namespace Portal.Core.Pairs;

/// <summary>A value that knows when it was read, and where; or why it is not known.</summary>
/// <param name="IsKnown">False: the value is meaningless and <see cref="Why"/> says why.</param>
/// <param name="At">When the source was asked, UTC.</param>
/// <param name="Source">Where it came from, for people: 'Patroni on Primary'.</param>
public readonly record struct Reading<T>(bool IsKnown, T? Value, DateTimeOffset At, string Source, string? Why)
{
    /// <summary>How old the value is; never negative, so that a clock set back does not make a reading younger than new.</summary>
    public TimeSpan Age(DateTimeOffset now) => now > At ? now - At : TimeSpan.Zero;

    /// <summary>True when known and equal.</summary>
    public bool Is(T expected) => IsKnown && EqualityComparer<T>.Default.Equals(Value, expected);
}

/// <summary>Makes readings.</summary>
public static class Reading
{
    public static Reading<T> Known<T>(T value, DateTimeOffset at, string source) => new(true, value, at, source, null);

    /// <summary>An unknown value with the reason, as a sentence.</summary>
    public static Reading<T> Unknown<T>(string why, DateTimeOffset at, string source) => new(false, default, at, source, why);
}
