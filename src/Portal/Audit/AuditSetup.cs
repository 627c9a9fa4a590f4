namespace Portal.Audit;

/// <summary>Sets up what the audit trail is read, verified and exported with.</summary>
public static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<LedgerProof>();
}
