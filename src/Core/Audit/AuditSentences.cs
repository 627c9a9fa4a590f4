using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Portal.Core.Approvals;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Core.Audit;

/// <summary>Ledger entries as sentences for people: who did what to what, and why.</summary>
/// <remarks>Total: an entry of another release, or one that cannot be read, still gives a sentence.</remarks>
public static partial class AuditSentences
{
    /// <summary>One or more sentences on one line; never empty.</summary>
    public static string Of(LedgerEntry entry, AuditNames names)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return Of(entry, Encoding.UTF8.GetBytes(entry.Data), names);
    }

    /// <summary>The same for who has the data as it stands in the database: of a million entries it need not become text first.</summary>
    /// <param name="entry">Its own data is not looked at.</param>
    /// <param name="data">UTF-8.</param>
    public static string Of(LedgerEntry entry, ReadOnlySpan<byte> data, AuditNames names)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(names);
        var who = Upper(names.Person(entry.Actor));
        try
        {
            if (Streams.RunOf(entry.Stream) is { } run) return OfRun(RunJson.ReadBriefly(entry.Kind, data), who, run, names);
            return Other(entry, JsonElement.Parse(data), who, names) ?? Unknown(entry, who);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException or NullReferenceException)
        {
            // Whatever an older or newer release wrote: the raw entry stands beside the sentence.
            return Unknown(entry, who);
        }
    }

    private static string? Other(LedgerEntry entry, JsonElement data, string who, AuditNames names) => entry.Kind switch
    {
        PairLock.Opened => $"Run {Text(data, "run")} took the pair {Pair(entry)}: nothing else may act on it.",
        PairLock.Closed => $"Run {Text(data, "run")} gave the pair {Pair(entry)} free.",
        WatchPause.Paused => $"{who} paused watching the pair {Pair(entry)}: nothing of it is read until somebody resumes it.{Reason(Text(data, "reason"))}",
        WatchPause.Resumed => $"{who} resumed watching the pair {Pair(entry)}.{Reason(Text(data, "reason"))}",
        PolicyBook.ProposedKind => $"{who} proposed another approval policy; it counts when a second Admin accepts it.{Reason(Text(data, "reason"))}",
        PolicyBook.AcceptedKind => $"{who} accepted the proposed approval policy: it counts from now on, and asks no open run for less.{Reason(Text(data, "reason"))}",
        PolicyBook.RejectedKind => $"{who} rejected the proposed approval policy.{Reason(Text(data, "reason"))}",
        "pair.scan-asked" => $"{who} scanned both servers of {Text(data, "pair") ?? Pair(entry)} for updates.",
        "pair.rehearsed" => $"{who} rehearsed procedure {Text(data, "procedure")} for {Text(data, "pair") ?? Pair(entry)} in memory{(Text(data, "fault") is { } fault ? $", with a fault at step {Text(data, "step")}: {fault}" : "")}. {Text(data, "outcome")} The pair was not touched.",
        "sign-in.succeeded" => $"{who} signed in{From(data)}{(Text(data, "browser") is { } browser ? $" with {browser}" : "")}.",
        "sign-in.failed" => $"A sign-in as {Text(data, "name") ?? "somebody"} failed{From(data)}. {Text(data, "why")}",
        "sign-in.locked-out" => $"{Upper(Text(data, "name") ?? "Somebody")} was kept out{From(data)}: too many wrong passwords.",
        "sign-out" => $"{who} signed out.",
        "session.ended" => SessionsEnded(data, who, entry.Actor, names),
        "action.refused" => $"{who} was refused '{Text(data, "action")}'. {Text(data, "why")}",
        "export.made" => $"{who} exported {(Text(data, "entries") is { } entries ? $"{entries} entries as " : "")}{Format(data)}{Filter(data)}, up to entry {Text(data, "head") ?? "?"}.{(Text(data, "sha256") is { } digest ? $" {(Text(data, "format") == "evidence-zip" ? "The PDF in it" : "The file")} has the SHA-256 {digest}." : "")}",
        "audit.key-added" => Text(data, "vouchedBy") is { } before ? $"The key {Text(data, "key")} signs checkpoints from here on; {before} vouched for it." : $"The key {Text(data, "key")} signs checkpoints from here on.",
        "audit.key-rotated" => $"{who} made the key {Text(data, "key")}, which signs checkpoints from here on; {Text(data, "vouchedBy")} vouched for it.{Reason(Text(data, "reason"))}",
        "audit.reconciled" => $"The portal was started on a ledger without entry {Text(data, "lost")} of {Text(data, "at")}, which {Text(data, "place")} has: whoever runs the machine accepted the loss. It went on after entry {Text(data, "head")}.",
        "audit.archived" => $"Entries {Text(data, "first")} to {Text(data, "last")} were archived in {Text(data, "file")}, which has the SHA-256 {Text(data, "sha256")}.{Reason(Text(data, "reason"))}",
        "audit.backup-made" => $"{who} made the backup {Text(data, "file")} of {Text(data, "entries")} entries, and read all of it back, in {Text(data, "ms")} ms.",
        "audit.backup-failed" => $"{who} wanted to make a backup, and none was made. {Text(data, "why")}",
        "audit.drill-passed" => $"{who} restored the backup {Text(data, "file")} on trial: {Text(data, "entries")} entries and {Text(data, "runs")} runs were read back in {Text(data, "ms")} ms. The drill passed.",
        "audit.drill-failed" => $"{who} restored {(Text(data, "file") is { } tried ? $"the backup {tried}" : "a backup")} on trial, and the drill failed. {Text(data, "why")}",
        "notification.sent" => $"{Told(data, names)} was sent, at attempt {Text(data, "attempts")}.",
        "notification.failed" => $"{Told(data, names)} could not be sent and was given up. {Text(data, "why")}",
        _ when entry.Kind.StartsWith("person.", StringComparison.Ordinal) || entry.Kind.StartsWith("people.", StringComparison.Ordinal) => OfPerson(entry.Kind[(entry.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..], data, who, entry.Actor, names),
        _ when entry.Kind.StartsWith("settings.", StringComparison.Ordinal) => $"{who} changed a setting: {Phrase(entry.Kind["settings.".Length..])}{Values(data)}.",
        _ => null,
    };

    private static string? OfPerson(string what, JsonElement data, string who, UserId by, AuditNames names)
    {
        var whom = Text(data, "name") ?? (Text(data, "person") is { } id ? names.Person(new UserId(id)) : "somebody");
        return what switch
        {
            "created" => $"{who} created {whom} with {Roles(data, "roles") switch { "no role" => "no role", var roles => $"the roles {roles}" }}.",
            "renamed" => $"{who} renamed {Text(data, "from")} to {Text(data, "to")}.",
            "roles-changed" => $"{who} changed the roles of {whom} from {Roles(data, "from")} to {Roles(data, "to")}.",
            "groups-changed" => $"{who} changed the groups of {whom} from {Groups(data, "from")} to {Groups(data, "to")}.",
            "confirmed" => $"{who} confirmed as a second Admin what was changed about {whom}{Confirmed(data, names)}: {Text(data, "reason")}",
            "deactivated" => $"{who} deactivated {whom}: signed out everywhere, and kept out.",
            "reactivated" => $"{who} let {whom} in again.",
            "password-changed" when Text(data, "person") is { } own && by == new UserId(own) => $"{who} set another password of their own.",
            "password-changed" => $"{who} set another password for {whom}.",
            "password-stopped" => $"{who} stopped the password of {whom}: it opens nothing any more.",
            "invited" => $"{who} made an invitation for {whom}, which counts until {Text(data, "until")}.",
            "invitation-used" => $"{who} used the invitation and chose a password.",
            "invitation-withdrawn" => $"{who} withdrew the invitation of {whom}.",
            "reset-link-made" => $"{who} made a link to a new password for {whom}, which counts until {Text(data, "until")}.",
            "reset-link-used" => $"{who} used the link to a new password.",
            "reset-link-withdrawn" => $"{who} withdrew the link to a new password of {whom}.",
            "lockout-enabled" => $"{who} turned the lockout after wrong passwords on for {whom}.",
            "lockout-disabled" => $"{who} turned the lockout after wrong passwords off for {whom}.",
            "locked-out" => $"{Upper(whom)} is locked out until {Text(data, "until")} after too many wrong passwords.",
            "totp-added" => $"{who} set up a code app.",
            "totp-removed" => $"{who} removed their code app.",
            "recovery-codes-made" => $"{who} made {Text(data, "number")} recovery codes; older ones count no more.",
            "recovery-code-used" => $"{who} used a recovery code; {Text(data, "left")} are left.",
            "codes-locked" => $"Codes of {whom} are locked until {Text(data, "until")} after too many wrong ones.",
            "passkey-added" => $"{who} added the passkey '{Text(data, "passkey")}'.",
            "passkey-removed" => $"{who} removed the passkey '{Text(data, "passkey")}'.",
            "second-factor-reset" => $"{who} reset the second factor of {whom}: code app, recovery codes and passkeys are gone.",
            "unlocked" => $"{who} ended the lockout of {whom}.",
            "notifications-changed" => $"{who} changed how {whom} is notified: the mail address was {Text(data, "address") ?? "left as it was"}, and the kinds are now {Text(data, "kinds") switch { null or "" => "none", var kinds => kinds }}.",
            _ => null,
        };
    }

    private static string SessionsEnded(JsonElement data, string who, UserId by, AuditNames names)
    {
        var own = Text(data, "person") is { } id && by == new UserId(id);
        var whom = own ? "themselves" : Text(data, "name") ?? names.Person(new UserId(Text(data, "person") ?? ""));
        var places = Text(data, "number") is "1" ? "one place" : $"{Text(data, "number") ?? "some"} places";
        return $"{who} signed {whom} out at {places}: {Listed(data, "browsers", "not known where")}.";
    }

    // 'A message 'run-held' of run 20261122-K7F4Q to Olga'.
    private static string Told(JsonElement data, AuditNames names)
    {
        var run = Text(data, "run") is { } id ? $" of run {id}" : "";
        var to = Text(data, "person") is { } person ? names.Person(new UserId(person)) : $"the webhook {Text(data, "webhook")}";
        return $"A message '{Text(data, "about")}'{run} to {to}";
    }

    private static string Unknown(LedgerEntry entry, string who) => $"{who} recorded '{entry.Kind}' in {entry.Stream}.";

    private static string? Text(JsonElement data, string name) => !data.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => null,
        _ => value.GetRawText(),
    };

    private static string From(JsonElement data) => Text(data, "from") is { Length: > 0 } address ? $" from {address}" : "";

    private static string Format(JsonElement data) => Text(data, "format") switch
    {
        "csv" => "CSV",
        "jsonl" => "JSON Lines",
        "evidence-pdf" => "evidence in PDF",
        "evidence-html" => "evidence in HTML",
        "evidence-csv" => "evidence in CSV",
        "evidence-jsonl" => "evidence in JSON Lines",
        "evidence-zip" => "evidence in one ZIP",
        "report-pdf" => "a period report in PDF",
        "report-html" => "a period report in HTML",
        "report-csv" => "a period report in CSV",
        var other => other ?? "a file",
    };

    private static string Filter(JsonElement data) => Text(data, "filter") is { Length: > 0 } filter ? $" ({filter})" : " (everything)";

    private static string Roles(JsonElement data, string name) => Listed(data, name, "no role");

    private static string Groups(JsonElement data, string name) => Listed(data, name, "no group");

    // ' (the account itself by Olga; Approver by Adam)'.
    private static string Confirmed(JsonElement data, AuditNames names)
    {
        if (!data.TryGetProperty("changes", out var list) || list.ValueKind != JsonValueKind.Array) return "";
        var all = list.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object).Select(c =>
        {
            var what = Text(c, "kind") switch { "created" => "the account itself", "password" => "a new password", "reactivated" => "let in again", var kind => Listed(c, "gave", kind ?? "a change") };
            return $"{what} by {(Text(c, "by") is { } id ? names.Person(new UserId(id)) : "somebody")}";
        }).ToArray();
        return all.Length == 0 ? "" : $" ({string.Join("; ", all)})";
    }

    private static string Listed(JsonElement data, string name, string none)
    {
        if (!data.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array) return none;
        ImmutableArray<string?> all = [.. list.EnumerateArray().Select(r => r.GetString())];
        return all.IsEmpty ? none : string.Join(", ", all);
    }

    private static string Values(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) return "";
        var values = data.EnumerateObject().Where(p => Text(data, p.Name) is not null).Select(p => $"{p.Name} {Text(data, p.Name)}").Take(6).ToArray();
        return values.Length == 0 ? "" : $" ({string.Join(", ", values)})";
    }

    private static string Pair(LedgerEntry entry) => entry.Stream.Value[(entry.Stream.Value.IndexOf('/', StringComparison.Ordinal) + 1)..];

    // 'pair-added' reads as 'pair added'.
    private static string Phrase(string kind) => kind.Replace('-', ' ').Replace('.', ' ');

    // Our own words only: a person's name stays as it is written.
    private static string Upper(string text) =>
        text.StartsWith("the portal", StringComparison.Ordinal) || text.StartsWith("step ", StringComparison.Ordinal) || text.StartsWith("somebody", StringComparison.Ordinal)
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : text;
}
