using System.Collections.Immutable;
using Portal.Components.Looks;
using static MudBlazor.Icons.Material;

namespace Portal.Components.Audit;

/// <summary>Kinds of entries as people look for them, and how one of each looks.</summary>
public static class AuditKinds
{
    /// <summary>Beginning of the kind, and its words.</summary>
    public static readonly ImmutableArray<(string Prefix, string Words)> Groups =
    [
        ("run.", "Runs"), ("step.", "Steps"), ("approval.", "Approvals"), ("pair.", "Pairs"), ("action.refused", "Refusals"),
        ("sign-", "Sign-ins and sign-outs"), ("session.", "Ended sessions"), ("person.", "People"), ("export.", "Exports"), ("notification.", "Notifications"), ("settings.", "Settings"), ("policy.", "Approval policy"), ("audit.", "Signing and keeping"),
    ];

    public static Look LookOf(string kind) => kind switch
    {
        "approval.granted" => new Look(Filled.HowToReg, "approved", Tone.Ok),
        "approval.rejected" or "action.refused" => new Look(Filled.Block, "refused", Tone.Stop),
        "approval.asked" => new Look(Filled.PanTool, "asked", Tone.Wait),
        "approval.glass-broken" => new Look(Filled.CrisisAlert, "glass broken", Tone.Stop),
        "approval.glass-reviewed" => new Look(Filled.RateReview, "reviewed", Tone.Ok),
        "approval.voided" => new Look(Filled.RemoveCircleOutline, "void", Tone.Wait),
        "run.completed" or "step.done" => new Look(Filled.Check, "done", Tone.Ok),
        "run.held" or "run.paused" => new Look(Filled.Pause, "waits", Tone.Wait),
        "run.aborted" or "step.failed" or "run.abort-asked" => new Look(Filled.Close, "failed or aborted", Tone.Stop),
        "step.unclear" => new Look(Filled.QuestionMark, "unclear", Tone.Unknown),
        "step.fact-attested" or "step.outcome-attested" => new Look(Filled.HowToReg, "vouched for", Tone.Wait),
        "sign-in.failed" or "sign-in.locked-out" or "person.locked-out" => new Look(Filled.GppBad, "kept out", Tone.Stop),
        "audit.backup-failed" or "audit.drill-failed" => new Look(Filled.Error, "failed", Tone.Stop),
        "audit.archived" => new Look(Filled.Inventory2, "archived", Tone.Ok),
        "audit.backup-made" or "audit.drill-passed" => new Look(Filled.Save, "backup", Tone.Ok),
        "notification.failed" => new Look(Filled.Error, "not sent", Tone.Stop),
        "step.interruption-measured" => new Look(Filled.Timer, "measured", Tone.Mute),
        _ => Group(kind),
    };

    private static Look Group(string kind) => kind.Split('.', 2)[0] switch
    {
        "run" or "step" => new Look(Filled.PlayArrow, "run", Tone.Busy),
        "pair" => new Look(Outlined.Dns, "pair", Tone.Mute),
        "person" or "people" => new Look(Filled.Group, "people", Tone.Mute),
        "sign-in" or "sign-out" or "session" => new Look(Filled.Login, "sign-in", Tone.Mute),
        "export" => new Look(Filled.Download, "export", Tone.Mute),
        "notification" => new Look(Filled.Mail, "message", Tone.Mute),
        "policy" => new Look(Filled.Policy, "policy", Tone.Wait),
        "settings" => new Look(Filled.Settings, "settings", Tone.Mute),
        _ => new Look(Outlined.Circle, "entry", Tone.Mute),
    };
}
