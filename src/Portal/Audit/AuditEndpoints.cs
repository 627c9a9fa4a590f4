using System.Globalization;
using System.Text.Json;
using Portal.Audit.Exports;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Security.Stores;
using Portal.Storage;
using Portal.Storage.Ledger;

namespace Portal.Audit;

/// <summary>Exports over HTTP, streamed: on record before the first byte leaves.</summary>
internal static class AuditEndpoints
{
    public static void MapAuditExports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/export.csv", context => Answer(context, "csv", "text/csv; charset=utf-8"));
        routes.MapGet("/audit/export.jsonl", context => Answer(context, "jsonl", "application/x-ndjson; charset=utf-8"));
    }

    private static async Task Answer(HttpContext context, string format, string type)
    {
        var services = context.RequestServices;
        var (ledger, people, clock) = (services.GetRequiredService<ILedger>(), services.GetRequiredService<IPeople>(), services.GetRequiredService<TimeProvider>());
        try
        {
            if (Callers.IdOf(context.User) is not { } id || people.Find(id) is not { } person)
            {
                await Refuse(context, StatusCodes.Status401Unauthorized, "Sign in first.");
                return;
            }
            if (!AuditReaders.May(person))
            {
                services.GetRequiredService<SecurityJournal>().Refused(id, $"audit.export {format}", AuditReaders.WhyNot);
                await Refuse(context, StatusCodes.Status403Forbidden, AuditReaders.WhyNot);
                return;
            }
            var filter = FilterOf(context.Request.Query);
            var (store, signer, explorer) = (services.GetRequiredService<CheckpointStore>(), services.GetRequiredService<Lazy<Signer>>().Value, services.GetRequiredService<LedgerExplorer>());
            // The end of what leaves is signed, so that nobody can cut it off on the way.
            store.Add(signer.Sign(ledger.Head));
            var export = Begin(ledger, explorer, person, filter, format, clock.GetUtcNow(), context.RequestAborted);
            context.Response.ContentType = type;
            context.Response.Headers.ContentDisposition = $"attachment; filename=audit-{export.At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.{format}";
            context.Response.Headers.CacheControl = "no-store";
            await Send(context, filter, export, person, format == "csv" ? new CsvExport(services.GetRequiredService<PortalDatabase>(), new LedgerNames(ledger, people)) : null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The reader is gone; the queries ended with them.
        }
        catch (LedgerUnavailableException fault) when (!context.Response.HasStarted)
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, $"Nothing was exported. {fault.Message}");
        }
        catch (LedgerUnavailableException)
        {
            // Half a file must not look like a whole one.
            context.Abort();
        }
    }

    private static AuditFilter FilterOf(IQueryCollection query) =>
        AuditFilter.Read(query["pair"], query["run"], query["person"], query["kind"], query["from"], query["until"], query["q"], query["entry"]);

    /// <summary>Fixes the end of the export, counts, and writes into the ledger that it is made.</summary>
    private static Export Begin(ILedger ledger, LedgerExplorer explorer, Person person, AuditFilter filter, string format, DateTimeOffset at, CancellationToken stop)
    {
        var head = ledger.Head;
        var asked = filter.Ask(null, null, 1);
        var entries = filter.Words is null
            ? explorer.Count(asked with { BeforeSeq = Math.Min(asked.BeforeSeq ?? long.MaxValue, head.Seq + 1) }, long.MaxValue - 1, stop).Number
            : explorer.Places(asked, head.Seq, stop).LongCount();
        var data = JsonSerializer.Serialize(new
        {
            format, filter = filter.Describe(), entries, head = head.Seq, hash = Convert.ToHexStringLower(head.Hash.AsSpan()),
        });
        ledger.Note(Streams.Exports, new NewEntry("export.made", person.Id, data));
        return new Export(head, entries, at);
    }

    private static async Task Send(HttpContext context, AuditFilter filter, Export export, Person person, CsvExport? csv)
    {
        var services = context.RequestServices;
        var (explorer, body, stop) = (services.GetRequiredService<LedgerExplorer>(), context.Response.BodyWriter, context.RequestAborted);
        if (csv is not null)
        {
            await body.WriteAsync(CsvExport.Head, stop);
            await new ExportStream(body).Write(csv.Learning(ExportPart.OfFitting(explorer, filter, export.Head.Seq, stop)), csv.Make, stop);
            return;
        }
        await services.GetRequiredService<ProvenExport>().Write(body, filter, export.Head, export.Entries, export.At, person.Name, stop);
    }

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }

    /// <param name="Head">As it was when the export began; its own entry is behind that.</param>
    private sealed record Export(LedgerHead Head, long Entries, DateTimeOffset At);
}
