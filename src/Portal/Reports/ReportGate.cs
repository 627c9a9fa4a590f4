using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Portal.Audit;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Security.Stores;

namespace Portal.Reports;

/// <summary>What stands before every report: who may have it, the signature of the ledger's end, and the entry that it was made.</summary>
internal sealed class ReportGate(ILedger ledger, IPeople people, SecurityJournal journal, CheckpointStore store, Lazy<Signer> signer)
{
    /// <summary>Who asks, when they may; else the answer is a refusal, and on record.</summary>
    /// <exception cref="LedgerUnavailableException">Nobody can be looked up, or nothing be recorded.</exception>
    public async Task<Person?> Enter(HttpContext context, string what)
    {
        if (Callers.IdOf(context.User) is not { } id || people.Find(id) is not { } person)
        {
            await Refuse(context, StatusCodes.Status401Unauthorized, "Sign in first.");
            return null;
        }
        if (AuditReaders.May(person)) return person;
        journal.Refused(id, what, AuditReaders.WhyNot);
        await Refuse(context, StatusCodes.Status403Forbidden, AuditReaders.WhyNot);
        return null;
    }

    /// <summary>Signs the end of the ledger, so that what is told of it can be proven.</summary>
    public void Sign()
    {
        var head = ledger.Head;
        if (head.Seq > 0) store.Add(signer.Value.Sign(head));
    }

    /// <summary>Writes into the ledger that a file leaves, before its first byte does.</summary>
    /// <param name="about">'run 20261122-K7F4Q'.</param>
    /// <param name="entries">That stand in it in full; null: it tells of the ledger and holds none.</param>
    /// <param name="sha256">Of the file, where it is known before it leaves; null: it is streamed.</param>
    public void Record(Person person, string format, string about, long? entries, LedgerHead head, string? sha256) =>
        ledger.Note(Streams.Exports, new NewEntry("export.made", person.Id, JsonSerializer.Serialize(new
        {
            format, filter = about, entries, head = head.Seq, hash = Convert.ToHexStringLower(head.Hash.AsSpan()), sha256,
        })));

    public static string Digest(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Says what leaves, and under what name it is kept.</summary>
    public static void Announce(HttpContext context, string type, string name)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename={name}";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    public static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }

    /// <summary>Does the work, and turns what may go wrong into an answer; half a file never looks like a whole one.</summary>
    public static async Task Guarded(HttpContext context, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader is gone.
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or ReportTooSlowException or JsonException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            if (context.Response.HasStarted) context.Abort();
            else if (fault is ReportTooSlowException) await Refuse(context, StatusCodes.Status503ServiceUnavailable, fault.Message);
            else if (fault is JsonException) await Refuse(context, StatusCodes.Status422UnprocessableEntity, "Nothing was exported: another release of the portal wrote entries that this one cannot read. Use that release, or export the entries under Audit as JSON Lines, which need not be understood to be proven.");
            else await Refuse(context, StatusCodes.Status503ServiceUnavailable, $"Nothing was exported. {fault.Message}");
        }
    }

    /// <summary>'20261122T210400Z', for names of files.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
