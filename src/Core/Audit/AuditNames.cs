using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Audit;

/// <summary>How the audit trail calls what entries name only by a key.</summary>
/// <param name="Person">The name of a person, or something that says that there is none.</param>
/// <param name="Step">The title of a step of a run; null when it is not known.</param>
public sealed record AuditNames(Func<UserId, string> Person, Func<RunId, StepId, string?> Step)
{
    /// <summary>Keys as they are, for where nothing can be looked up.</summary>
    public static readonly AuditNames Keys = new(id => id == UserId.Portal ? "the portal" : id.Value, (_, _) => null);
}
