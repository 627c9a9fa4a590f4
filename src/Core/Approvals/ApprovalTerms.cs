using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Core.Approvals;

/// <summary>What it takes until a dangerous step may run.</summary>
/// <param name="Approvers">How many different people have to approve, 1 to 5.</param>
/// <param name="Roles">Roles that each of them holds besides Approver; in order, each once.</param>
/// <param name="Groups">Groups that each of them belongs to, all of these; in order, each once.</param>
/// <param name="DecideWithin">After this time without enough approvals the question expires; 5 minutes to 24 hours.</param>
/// <param name="UseWithin">An approval that was not used within this time is void; 1 minute to 12 hours.</param>
/// <param name="ForWholePlan">One answer covers every later dangerous step of the same plan that asks for the same; else each step is asked for by itself.</param>
public sealed record ApprovalTerms(int Approvers, ImmutableArray<PortalRole> Roles, ImmutableArray<string> Groups, TimeSpan DecideWithin, TimeSpan UseWithin, bool ForWholePlan)
{
    /// <summary>Where no policy says anything: one approver for each step, asked for 60 minutes, usable for 15.</summary>
    public static readonly ApprovalTerms Usual = new(1, [], [], TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(15), false);

    /// <summary>What satisfies both.</summary>
    public static ApprovalTerms Strictest(ApprovalTerms a, ApprovalTerms b) => new(
        Math.Max(a.Approvers, b.Approvers),
        [.. a.Roles.Union(b.Roles).Order()],
        [.. a.Groups.Union(b.Groups, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        a.DecideWithin < b.DecideWithin ? a.DecideWithin : b.DecideWithin,
        a.UseWithin < b.UseWithin ? a.UseWithin : b.UseWithin,
        a.ForWholePlan && b.ForWholePlan);

    /// <summary>Whoever satisfies these satisfies the others, too.</summary>
    public bool Covers(ApprovalTerms others) => Equals(Strictest(this, others));

    /// <summary>Why a person does not fit these, as the rest of a sentence ('is not in the group dba'); null when they do.</summary>
    public string? Misses(Person person)
    {
        foreach (var role in Roles)
            if (!person.Has(role)) return $"does not hold the {role} role, which the approval policy asks for here";
        foreach (var group in Groups)
            if (!person.IsIn(group)) return $"is not in the group '{group}', which the approval policy asks for here";
        return null;
    }

    // The compiler's equality compares arrays by their place in memory.
    public bool Equals(ApprovalTerms? other) =>
        other is not null && Approvers == other.Approvers && DecideWithin == other.DecideWithin && UseWithin == other.UseWithin && ForWholePlan == other.ForWholePlan
        && Roles.SequenceEqual(other.Roles) && Groups.SequenceEqual(other.Groups, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Approvers, DecideWithin, UseWithin, ForWholePlan, Roles.Length, Groups.Length);
}

/// <summary>The terms of one step, as a plan keeps them.</summary>
public sealed record StepTerms(Runs.StepId Step, ApprovalTerms Terms);
