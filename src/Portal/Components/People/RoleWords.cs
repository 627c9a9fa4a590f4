using System.Collections.Immutable;
using Portal.Core.People;

namespace Portal.Components.People;

/// <summary>Roles with what they let a person do.</summary>
public static class RoleWords
{
    public static readonly ImmutableArray<(PortalRole Role, string Does)> All =
    [
        (PortalRole.Viewer, "sees pairs and runs"),
        (PortalRole.Operator, "plans, starts, pauses, resumes"),
        (PortalRole.Approver, "agrees to other people's dangerous steps"),
        (PortalRole.Auditor, "reads and exports the audit trail"),
        (PortalRole.Admin, "changes people, enrols servers"),
        (PortalRole.BreakGlass, "may let a dangerous step run without its approvals, in an emergency; every Admin is told, and somebody else reviews it"),
    ];
}
