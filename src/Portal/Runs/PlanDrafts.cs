using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Portal.Core.Approvals;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Runs;

/// <summary>Makes plans out of what is known of a pair.</summary>
public static class PlanDrafts
{
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>'20261122-K7F4Q': the UTC date and five random characters.</summary>
    public static RunId NewId(DateTimeOffset now) =>
        new($"{now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetString(Letters, 5)}");

    /// <summary>Digest of what a person sees in a draft: procedure, steps, packages, end, what approving takes; not its id, time or guards.</summary>
    public static string Compare(Plan plan) =>
        Digests.Of(RunJson.Write(new { plan.Procedure, plan.Packages, plan.EndsOn, plan.Pair, plan.Approvals }));

    /// <summary>The plan for a wish; refused where it cannot be carried out.</summary>
    /// <param name="lastInterruption">Of the pair's last switchover; null when none was measured.</param>
    /// <param name="policy">As it stands now; null: the usual terms.</param>
    public static Reply<Plan> Make(PlanWish wish, Pair pair, EngineTraits engine, PairSnapshot snapshot, UserId by, string reason, TimeSpan? lastInterruption, DateTimeOffset now, ApprovalPolicy? policy = null)
    {
        if (wish.Procedure == ProcedureKind.B && !pair.HasManagementAddresses)
            return No("Procedure B reaches each server by its own management address, and this pair has not both.", "Use procedure A, or declare the management addresses.");
        if (wish.EndsOn == EndsOn.Secondary && wish.Procedure != ProcedureKind.B)
            return No("Staying on the Secondary is an option of procedure B only.", "Choose procedure B, or end on the Primary.");

        var patches = wish.Procedure is ProcedureKind.A or ProcedureKind.B;
        PerServer<ImmutableArray<PackageUpdate>> offered = new([], []);
        if (patches)
        {
            foreach (var i in Identities.Both)
            {
                var updates = snapshot[i].Updates;
                if (!updates.IsKnown) return No($"It is not known which updates {i} is offered: {updates.Why}", "Scan both servers, then plan again.");
                offered = offered.With(i, updates.Value.IsDefault ? [] : updates.Value);
            }
        }
        PerServer<ImmutableArray<PackageVersion>> packages = new(Chosen(offered.Primary, wish.LeaveOut.Primary), Chosen(offered.Secondary, wish.LeaveOut.Secondary));
        if (patches && packages.Primary.IsEmpty && packages.Secondary.IsEmpty)
            return No("There is nothing to install: no server is offered an update that was not left out.", "Nothing is to be done; scan again later.");
        if (!patches && snapshot.Active is null)
            return No("It is not known that exactly one server is active, so nothing can be planned that moves or restarts one.", "Make both servers reachable, and exactly one active.");

        var procedure = Catalog.Fit(wish.Procedure, pair, engine, packages, wish.EndsOn, snapshot.Active ?? Identity.Primary);
        var context = new GuardContext(pair, snapshot, now, packages, new(offered.Primary, offered.Secondary), null);
        var preflight = GuardChecks.All(procedure.Steps[0].Before, context);
        return new Reply<Plan>.Done(new Plan(NewId(now), pair.Id, 1, procedure, engine, wish.EndsOn, packages, offered, preflight, by, now, lastInterruption, reason, Terms(procedure, pair, policy ?? ApprovalPolicy.Initial)));
    }

    private static ImmutableArray<StepTerms> Terms(Procedure procedure, Pair pair, ApprovalPolicy policy) =>
        [.. procedure.Steps.Where(s => s.Gate == Gate.SecondAdmin).Select(s => new StepTerms(s.Id, policy.For(pair, s.Do)))];

    private static ImmutableArray<PackageVersion> Chosen(ImmutableArray<PackageUpdate> offered, ImmutableHashSet<string> leaveOut) =>
        [.. offered.Where(u => !leaveOut.Contains(u.Name)).Select(u => u.Target).Order()];

    private static Reply<Plan> No(string why, string remedy) => new Reply<Plan>.Refused(why, remedy);
}
