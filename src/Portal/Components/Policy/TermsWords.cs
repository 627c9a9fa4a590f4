using Portal.Core.Approvals;
using Portal.Core.Runs;

namespace Portal.Components.Policy;

/// <summary>What approving takes, in words.</summary>
public static class TermsWords
{
    /// <summary>'2 approvers in the group dba who are Admin'.</summary>
    public static string Who(ApprovalTerms t)
    {
        var groups = t.Groups.Length switch { 0 => "", 1 => $" in the group {t.Groups[0]}", _ => $" in all of the groups {string.Join(", ", t.Groups)}" };
        var roles = t.Roles.IsEmpty ? "" : $" who also {(t.Approvers == 1 ? "holds" : "hold")} the {(t.Roles.Length == 1 ? "role" : "roles")} {string.Join(", ", t.Roles)}";
        return $"{(t.Approvers == 1 ? "1 approver" : $"{t.Approvers} different approvers")}{groups}{roles}";
    }

    /// <summary>'each step by itself; decided within 60 min, used within 15 min'.</summary>
    public static string How(ApprovalTerms t) =>
        $"{(t.ForWholePlan ? "one answer covers the whole plan" : "each step is asked for by itself")}; decided within {Words.Span(t.DecideWithin)}, used within {Words.Span(t.UseWithin)}";

    /// <summary>Which steps, of which pairs.</summary>
    public static string What(PolicyRule rule)
    {
        var steps = rule.Steps.IsDefaultOrEmpty ? "Every dangerous step" : string.Join(", ", rule.Steps.Select(Of));
        return $"{steps} of {(rule.Pair is { } pair ? $"the pair {pair}" : rule.Tag is { } tag ? $"pairs with the tag {tag}" : "every pair")}";
    }

    public static string Of(GatedKind kind) => kind switch
    {
        GatedKind.Switchover => "Switchover",
        GatedKind.Reboot => "Reboot",
        GatedKind.Suspend => "Suspend",
        _ => "Install",
    };
}
