using System.Collections.Immutable;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Core.Approvals;

/// <summary>A part of what an approval is bound to, so that people can be told which one changed. Nothing is decided by it: that is the digest of the whole.</summary>
/// <param name="Of">In words: 'the host keys'.</param>
/// <param name="Digest">First 16 hexadecimal digits of the SHA-256 over the part's canonical JSON.</param>
public sealed record BoundMark(string Of, string Digest);

/// <summary>Makes and compares the parts.</summary>
public static class BoundMarks
{
    private const string Plan = "the plan";

    public static ImmutableArray<BoundMark> Of(Binding b) =>
    [
        Mark("the host keys", Identities.Both.Select(i => b.Servers[i].HostKeys).ToArray()),
        Mark("names or addresses of the servers", Identities.Both.Select(i => b.Servers[i] with { HostKeys = [] }).ToArray()),
        Mark("the packages", b.Packages),
        Mark("the verdicts of the preflight", b.Preflight),
        Mark("what people vouched for", b.Attested),
        Mark("what was left out", b.LeftOut ?? []),
        Mark("what an approval takes", b.Terms ?? ApprovalTerms.Usual),
        Mark("the steps that one answer covers", b.Covers ?? []),
        Mark(Plan, b.PlanDigest),
    ];

    /// <summary>' : the host keys and the packages', to go on a sentence with; empty where it is not known.</summary>
    public static string Changed(ImmutableArray<BoundMark>? before, ImmutableArray<BoundMark> after)
    {
        if (before is not { IsDefaultOrEmpty: false } was) return "";
        string[] changed = [.. after.Where(now => was.FirstOrDefault(m => m.Of == now.Of) is { } m && m.Digest != now.Digest).Select(now => now.Of)];
        // The plan holds packages and preflight, so it tells nothing beside them.
        if (changed.Length > 1) changed = [.. changed.Where(of => of != Plan)];
        return changed.Length switch
        {
            0 => "",
            1 => $": {changed[0]}",
            _ => $": {string.Join(", ", changed[..^1])} and {changed[^1]}",
        };
    }

    private static BoundMark Mark<T>(string of, T part) => new(of, Digests.Of(CanonicalJson.Of(RunJson.Write(part)))[..16]);
}
