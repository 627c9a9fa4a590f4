using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Approvals;

/// <summary>A question to the second admin: may exactly this run?</summary>
/// <param name="Digest">SHA-256 over the canonical JSON of everything that is bound, hex; see <see cref="Binding"/>.</param>
/// <param name="Nonce">Makes every question unlike any other.</param>
/// <param name="ExpiresAt">A decision later than this is refused.</param>
/// <param name="Terms">What it takes; null in old ledgers: <see cref="ApprovalTerms.Usual"/>.</param>
/// <param name="Covers">The steps that one answer is for, in order, the asked one first; null: only that one.</param>
/// <param name="Marks">Of the parts of what is bound, to tell which one changed; null in old ledgers.</param>
public sealed record ApprovalRequest(StepId Step, int Attempt, int PlanVersion, string Digest, string Nonce, DateTimeOffset ExpiresAt, ApprovalTerms? Terms = null, ImmutableArray<StepId>? Covers = null, ImmutableArray<BoundMark>? Marks = null)
{
    /// <summary>How many different people have to approve.</summary>
    [JsonIgnore]
    public int Approvers => Takes.Approvers;

    /// <summary>What it takes.</summary>
    [JsonIgnore]
    public ApprovalTerms Takes => Terms ?? ApprovalTerms.Usual;

    /// <summary>When it was asked.</summary>
    [JsonIgnore]
    public DateTimeOffset AskedAt => ExpiresAt - Takes.DecideWithin;

    /// <summary>The answer is for this step, too.</summary>
    public bool IsFor(StepId step) => step == Step || Covers?.Contains(step) == true;

    /// <summary>Short code shown to both people: 'K7-4F-92', from the digest.</summary>
    [JsonIgnore]
    public string Code => ShortCode.Of(Digest);
}

/// <summary>An approval that was given and not yet used.</summary>
public sealed record GrantedApproval(UserId By, DateTimeOffset At, DateTimeOffset UsableUntil, string Reason);

/// <summary>The code by which two people see that they speak of the same thing.</summary>
public static class ShortCode
{
    // Without letters and digits that are mistaken for one another.
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>Six characters (30 bits) of a hex digest, in pairs.</summary>
    public static string Of(string digest)
    {
        var bits = Convert.ToUInt32(digest[..8], 16);
        Span<char> code = stackalloc char[8];
        for (int i = 0, at = 0; i < 6; i++, at++)
        {
            if (i is 2 or 4) code[at++] = '-';
            code[at] = Alphabet[(int)((bits >> (27 - (5 * i))) & 31)];
        }
        return new string(code);
    }
}
