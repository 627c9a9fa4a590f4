using Portal.Core.Approvals;
using Portal.Policies;

namespace Portal.Tests.Runs;

/// <summary>A policy that a test sets.</summary>
internal sealed class FixedPolicy : IApprovalPolicies
{
    public ApprovalPolicy Now { get; set; } = ApprovalPolicy.Initial;

    public PolicyBook Read() => PolicyBook.Empty with { Now = Now };
}
