using Portal.Core.People;

namespace Portal.Audit;

/// <summary>Who may read and export the audit trail.</summary>
public static class AuditReaders
{
    public const string WhyNot = "The audit trail is for people with the Auditor or the Admin role.";

    public static bool May(Person person) => person.Has(PortalRole.Auditor) || person.Has(PortalRole.Admin);
}
