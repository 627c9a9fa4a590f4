using System.Text.Json.Serialization;

namespace Portal.Core.Pairs;

/// <summary>Exactly one version of one package (or update id and revision on Windows).</summary>
public sealed record PackageVersion(string Name, string Version) : IComparable<PackageVersion>
{
    public int CompareTo(PackageVersion? other) =>
        other is null ? 1 : string.CompareOrdinal($"{Name}={Version}", $"{other.Name}={other.Version}");

    public override string ToString() => $"{Name} {Version}";
}

/// <summary>An update that a scan found.</summary>
/// <param name="Installed">The version that is installed now; null when the package is new.</param>
/// <param name="Candidate">The version that would be installed.</param>
/// <param name="Origin">Where it comes from, as the package manager says: 'Debian-Security:12/stable'. May be empty.</param>
/// <param name="Security">Whether the package manager says that it mends a security flaw; null when it does not say.</param>
/// <param name="Section">'libs', 'kernel'; null when not known.</param>
/// <param name="Summary">What the package is, one line; null when not known.</param>
public sealed record PackageUpdate(string Name, string? Installed, string Candidate, string Origin, bool? Security = null, string? Section = null, string? Summary = null)
{
    /// <summary>It mends a security flaw, as far as its source tells.</summary>
    [JsonIgnore]
    public bool IsSecurity => Security ?? Origin.Contains("security", StringComparison.OrdinalIgnoreCase);

    public PackageVersion Target => new(Name, Candidate);
}

/// <summary>Whether a package operation is under way; the holder's name where it is.</summary>
/// <param name="Holder">Null when nothing is under way; else for people: 'apt-get (pid 812)'.</param>
public sealed record PackageActivity(string? Holder)
{
    public static readonly PackageActivity Idle = new((string?)null);
}
