using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Approvals;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Core.Tests.Runs;

namespace Portal.Core.Tests.Audit;

public sealed class AuditSentencesTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly RunId Run = new("20261122-AAAAA");
    private static readonly StepId B7 = new("B7");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);

    private static readonly AuditNames Names = new(
        id => id == UserId.Portal ? "the portal" : id.Value == "u1" ? "first" : "second",
        (_, step) => step == B7 ? "Switch over to Secondary" : null);

    private static readonly ImmutableArray<RunEvent> Every =
    [
        new RunEvent.Requested(RunJsonTests.Sample()), new RunEvent.Started(), new RunEvent.PauseAsked(), new RunEvent.Paused(), new RunEvent.Resumed(),
        new RunEvent.Held(B7, HoldKind.GuardBefore, "The channel is not connected.", "Check the network.", []), new RunEvent.AbortAsked("Too late."), new RunEvent.Aborted("Primary is active."),
        new RunEvent.Completed("Primary is active."), new RunEvent.Amended(B7, Identity.Primary, [new("curl", null, "1", "")], 2, "Take it."),
        new RunEvent.FurtherUpdatesLeft(B7, Identity.Primary, [new("curl", null, "1", "")], "Leave it."),
        new RunEvent.ApprovalAsked(new ApprovalRequest(B7, 1, 1, Digest, "n", At)), new RunEvent.Approved(B7, Digest, "Looked at both.", At), new RunEvent.Rejected(B7, Digest, "Not now."),
        new RunEvent.ApprovalVoided(B7, Digest, "The plan was changed."), new RunEvent.GlassBroken(B7, Digest, "Nobody answers the phone.", At), new RunEvent.GlassReviewed(Digest, true, "It was needed."),
        new RunEvent.StepStarted(B7, 2, new Effect.Install(Identity.Primary, [new("curl", "1")]), Digest, []), new RunEvent.EffectEnded(B7, 1, EffectReport.Succeeded("Secondary is active.")),
        new RunEvent.StepDone(B7, 1, "Secondary is active.", []), new RunEvent.StepSkipped(B7, "Nothing is to be done."), new RunEvent.StepFailed(B7, 1, EffectReport.Failed("It broke.", "Mend it.")),
        new RunEvent.StepUnclear(B7, 1, EffectReport.Unknown("The connection was lost.")), new RunEvent.RetryAsked(B7, "Mended."), new RunEvent.FactAttested(B7, "in-sync", "I looked."),
        new RunEvent.OutcomeAttested(B7, Outcome.NotDone, "I looked."), new RunEvent.InterruptionMeasured(B7, 1, new Interruption(TimeSpan.FromSeconds(1.39), 100, 4, TimeSpan.FromMilliseconds(20))),
    ];

    public static TheoryData<string> Kinds => [.. typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_run_event_has_a_sentence_of_its_own(string kind)
    {
        var e = Assert.Single(Every, e => Streams.Entry(e, new UserId("u1")).Kind == kind);

        var sentence = AuditSentences.Of(OfRun(e), Names);

        Assert.DoesNotContain("recorded", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Step { ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.True(char.IsUpper(sentence[0]) || sentence.StartsWith("first ", StringComparison.Ordinal) || sentence[0] == '\'', sentence);
    }

    [Fact]
    public void A_sentence_tells_who_what_and_why()
    {
        Assert.Equal("first skipped 'Switch over to Secondary' (B7) of run 20261122-AAAAA. Not verified on Primary: By hand.", Of(new RunEvent.StepSkipped(B7, "Not verified on Primary: By hand.", "By hand.")));
        Assert.Equal($"first broke the glass: 'Switch over to Secondary' (B7) of run 20261122-AAAAA, code {ShortCode.Of(Digest)}, may run without its approvals, proven by totp. Somebody else has to review it. Reason: Nobody answers.", Of(new RunEvent.GlassBroken(B7, Digest, "Nobody answers.", At, "totp")));
        Assert.Equal($"Run 20261122-AAAAA started 'Switch over to Secondary' (B7), without its approvals: the glass was broken for {ShortCode.Of(Digest)}.", Of(new RunEvent.StepStarted(B7, 1, null, Digest, [], true)));
        Assert.Equal($"first reviewed the emergency of run 20261122-AAAAA, code {ShortCode.Of(Digest)}: it was not right, proven by passkey. Reason: Two of us were on call.", Of(new RunEvent.GlassReviewed(Digest, false, "Two of us were on call.", "passkey")));
        Assert.Equal("first approved 'Switch over to Secondary' (B7) of run 20261122-AAAAA, code 26-A6-MQ. Reason: Looked at both.".Replace("26-A6-MQ", ShortCode.Of(Digest), StringComparison.Ordinal), Of(new RunEvent.Approved(B7, Digest, "Looked at both.", At)));
        Assert.Equal($"first rejected 'Switch over to Secondary' (B7) of run 20261122-AAAAA, code {ShortCode.Of(Digest)}, proven by passkey. Reason: Not now.", Of(new RunEvent.Rejected(B7, Digest, "Not now.", "passkey")));
        Assert.Equal("Run 20261122-AAAAA waits for people at 'Switch over to Secondary' (B7): a check before it does not hold. The channel is not connected. Check the network.", Of(Every.OfType<RunEvent.Held>().Single()));
        Assert.Equal("'Switch over to Secondary' (B7) of run 20261122-AAAAA interrupted users for at most 1.39 s: 4 of 100 tries failed, one each 20 ms.", Of(Every.OfType<RunEvent.InterruptionMeasured>().Single()));
        Assert.Equal("Step B9 of run 20261122-AAAAA failed. It broke. Mend it.", Of(new RunEvent.StepFailed(new StepId("B9"), 1, EffectReport.Failed("It broke.", "Mend it."))));
    }

    [Theory]
    [InlineData("audit.archived", """{"first":1,"last":9,"file":"a.jsonl","sha256":"ab","reason":"Two years."}""", "Entries 1 to 9 were archived in a.jsonl, which has the SHA-256 ab. Reason: Two years.")]
    [InlineData("person.created", """{"person":"u2","name":"second","roles":["Viewer"]}""", "first created second with the roles Viewer.")]
    [InlineData("person.roles-changed", """{"person":"u2","name":"second","from":["Viewer"],"to":[]}""", "first changed the roles of second from Viewer to no role.")]
    [InlineData("person.deactivated", """{"person":"u2","name":"second"}""", "first deactivated second: signed out everywhere, and kept out.")]
    [InlineData("person.locked-out", """{"person":"u2","name":"second","until":"2026-11-22T15:00:00Z"}""", "second is locked out until 2026-11-22T15:00:00Z after too many wrong passwords.")]
    [InlineData("person.totp-added", """{"person":"u1","name":"first"}""", "first set up a code app.")]
    [InlineData("person.recovery-code-used", """{"person":"u1","name":"first","left":9}""", "first used a recovery code; 9 are left.")]
    [InlineData("person.codes-locked", """{"person":"u2","name":"second","until":"2026-11-22T15:00:00Z"}""", "Codes of second are locked until 2026-11-22T15:00:00Z after too many wrong ones.")]
    [InlineData("person.passkey-added", """{"person":"u1","name":"first","passkey":"Phone"}""", "first added the passkey 'Phone'.")]
    [InlineData("person.second-factor-reset", """{"person":"u2","name":"second"}""", "first reset the second factor of second: code app, recovery codes and passkeys are gone.")]
    [InlineData("sign-in.succeeded", """{"person":"u1","name":"first","from":"10.0.0.9"}""", "first signed in from 10.0.0.9.")]
    [InlineData("sign-in.succeeded", """{"person":"u1","name":"first","session":4,"browser":"Firefox on Windows","from":"10.0.0.9"}""", "first signed in from 10.0.0.9 with Firefox on Windows.")]
    [InlineData("session.ended", """{"person":"u1","name":"first","number":1,"sessions":[4],"browsers":["Safari on iPhone"]}""", "first signed themselves out at one place: Safari on iPhone.")]
    [InlineData("session.ended", """{"person":"u2","name":"second","number":2,"sessions":[4,5],"browsers":["Safari on iPhone","Firefox on Windows"]}""", "first signed second out at 2 places: Safari on iPhone, Firefox on Windows.")]
    [InlineData("person.password-changed", """{"person":"u1","name":"first"}""", "first set another password of their own.")]
    [InlineData("person.password-changed", """{"person":"u2","name":"second"}""", "first set another password for second.")]
    [InlineData("person.password-stopped", """{"person":"u2","name":"second"}""", "first stopped the password of second: it opens nothing any more.")]
    [InlineData("person.invited", """{"person":"u2","name":"second","until":"2026-11-25T15:00:00Z"}""", "first made an invitation for second, which counts until 2026-11-25T15:00:00Z.")]
    [InlineData("person.invitation-used", """{"person":"u1","name":"first"}""", "first used the invitation and chose a password.")]
    [InlineData("person.invitation-withdrawn", """{"person":"u2","name":"second"}""", "first withdrew the invitation of second.")]
    [InlineData("person.reset-link-made", """{"person":"u2","name":"second","until":"2026-11-25T15:00:00Z"}""", "first made a link to a new password for second, which counts until 2026-11-25T15:00:00Z.")]
    [InlineData("person.reset-link-used", """{"person":"u1","name":"first"}""", "first used the link to a new password.")]
    [InlineData("person.reset-link-withdrawn", """{"person":"u2","name":"second"}""", "first withdrew the link to a new password of second.")]
    [InlineData("sign-in.failed", """{"name":"unknown name 8f3a","why":"There is no such person.","from":"10.0.0.9"}""", "A sign-in as unknown name 8f3a failed from 10.0.0.9. There is no such person.")]
    [InlineData("sign-in.locked-out", """{"name":"second","from":"10.0.0.9"}""", "second was kept out from 10.0.0.9: too many wrong passwords.")]
    [InlineData("sign-out", """{"person":"u1"}""", "first signed out.")]
    [InlineData("action.refused", """{"person":"u1","action":"pair.scan x","why":"first does not hold the Operator role."}""", "first was refused 'pair.scan x'. first does not hold the Operator role.")]
    [InlineData("export.made", """{"format":"csv","filter":"pair x","entries":12,"head":40}""", "first exported 12 entries as CSV (pair x), up to entry 40.")]
    [InlineData("export.made", """{"format":"jsonl","filter":"","entries":40,"head":40}""", "first exported 40 entries as JSON Lines (everything), up to entry 40.")]
    [InlineData("settings.approval-policy-changed", """{"usableFor":"30 min"}""", "first changed a setting: approval policy changed (usableFor 30 min).")]
    public void Other_streams_have_sentences_too(string kind, string data, string sentence) =>
        Assert.Equal(sentence, AuditSentences.Of(Entry("people", kind, data, "u1"), Names));

    [Fact]
    public void The_pair_and_its_lock_are_named()
    {
        var opened = PairLock.Entry(PairLock.Opened, Run, UserId.Portal);

        Assert.Equal("Run 20261122-AAAAA took the pair erp-db-01: nothing else may act on it.", AuditSentences.Of(Entry("pair/erp-db-01", opened.Kind, opened.Data, "portal"), Names));
        Assert.Equal("The portal scanned both servers of erp-db-01 for updates.", AuditSentences.Of(Entry("scan/erp-db-01", "pair.scan-asked", """{"pair":"erp-db-01"}""", "portal"), Names));
    }

    [Theory]
    [InlineData("people", "moon.landed", """{"n":1}""")]
    [InlineData("people", "person.turned-into-a-frog", "{}")]
    [InlineData("run/20261122-AAAAA", "run.teleported", """{"event":"run.teleported"}""")]
    [InlineData("run/20261122-AAAAA", "step.done", """{"event":"step.done","step":7}""")]
    [InlineData("run/20261122-AAAAA", "approval.granted", """{"event":"approval.granted","step":"B7","digest":"xyz","reason":"","usableUntil":"2026-11-22T14:00:00Z"}""")]
    public void What_this_release_does_not_know_is_named_and_breaks_nothing(string stream, string kind, string data) =>
        Assert.Equal($"first recorded '{kind}' in {stream}.", AuditSentences.Of(Entry(stream, kind, data, "u1"), Names));

    private static string Of(RunEvent e) => AuditSentences.Of(OfRun(e), Names);

    private static LedgerEntry OfRun(RunEvent e)
    {
        var entry = Streams.Entry(e, new UserId("u1"));
        return Entry(Streams.Of(Run).Value, entry.Kind, CanonicalJson.Of(entry.Data), "u1");
    }

    private static LedgerEntry Entry(string stream, string kind, string data, string actor)
    {
        using var parsed = JsonDocument.Parse(data);
        return new LedgerEntry(1, new StreamId(stream), 1, At, kind, new UserId(actor), data, "", [], []);
    }
}
