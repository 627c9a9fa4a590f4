using System.Text.Json.Serialization;

namespace Portal.Core.Procedures;

/// <summary>What a guard says; anything but a pass holds a run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Pass), "pass")]
[JsonDerivedType(typeof(Fail), "fail")]
[JsonDerivedType(typeof(Unknown), "unknown")]
public abstract record Verdict
{
    private Verdict() { }

    /// <summary>One sentence: what was seen.</summary>
    public abstract string Why { get; init; }

    public sealed record Pass(string Why) : Verdict;

    /// <param name="Remedy">What to do about it, as a sentence.</param>
    public sealed record Fail(string Why, string Remedy) : Verdict;

    /// <param name="Remedy">How to come to know, as a sentence.</param>
    public sealed record Unknown(string Why, string Remedy) : Verdict;
}

/// <summary>A guard with what it said, and of how old a reading.</summary>
/// <param name="Age">Of the oldest reading that it rests on.</param>
/// <param name="Attested">True when the fact was not known and people vouched for it; then the verdict still says Unknown.</param>
public sealed record Checked(Guard Guard, Verdict Verdict, TimeSpan Age, bool Attested = false)
{
    /// <summary>Whether a step may run as far as this guard is concerned.</summary>
    [JsonIgnore]
    public bool Holds => Verdict is Verdict.Pass || (Verdict is Verdict.Unknown && Attested);
}
