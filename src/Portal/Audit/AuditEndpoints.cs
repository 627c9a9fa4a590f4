using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Portal.Audit.Signing;
using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Live;
using Portal.Security.Stores;

namespace Portal.Audit;

/// <summary>Exports over HTTP, streamed: on record before the first byte leaves.</summary>
internal static class AuditEndpoints
{
    private const int FlushBytes = 64 * 1024;

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
            var (store, signer) = (services.GetRequiredService<CheckpointStore>(), services.GetRequiredService<Lazy<Signer>>().Value);
            // The end of what leaves is signed, so that nobody can cut it off on the way.
            store.Add(signer.Sign(ledger.Head));
            var export = Begin(ledger, person, filter, format, clock.GetUtcNow());
            context.Response.ContentType = type;
            context.Response.Headers.ContentDisposition = $"attachment; filename=audit-{export.At.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.{format}";
            context.Response.Headers.CacheControl = "no-store";
            var entries = export.Entries(ledger);
            var lines = format == "csv"
                ? AuditRows.Csv(entries, filter, export.Streams, new LedgerNames(ledger, people).Names)
                : AuditRows.JsonLines(entries, filter, export.Streams, AuditExport.Head(export.Head, filter.Describe(), export.Count, export.At, person.Name, signer.Origin),
                    store.Keys().Select(key => key.Line()), store.UpTo(export.Head.Seq));
            await Write(context.Response.BodyWriter, lines, context.RequestAborted);
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
        AuditFilter.Read(query["pair"], query["run"], query["person"], query["kind"], query["from"], query["until"], query["q"]);

    /// <summary>Fixes the end of the export, counts, and writes into the ledger that it is made.</summary>
    private static Export Begin(ILedger ledger, Person person, AuditFilter filter, string format, DateTimeOffset at)
    {
        var export = new Export(ledger.Head, filter.Streams(ledger), at);
        export.Count = filter.IsOn ? export.Entries(ledger).LongCount(e => filter.Has(e, export.Streams)) : export.Head.Seq;
        var data = JsonSerializer.Serialize(new
        {
            format, filter = filter.Describe(), entries = export.Count, head = export.Head.Seq, hash = Convert.ToHexStringLower(export.Head.Hash.AsSpan()),
        });
        ledger.Note(Streams.Exports, new NewEntry("export.made", person.Id, data));
        return export;
    }

    private static async Task Write(PipeWriter body, IEnumerable<string> lines, CancellationToken stop)
    {
        long pending = 0;
        foreach (var line in lines)
        {
            pending += Encoding.UTF8.GetBytes(line, body);
            if (pending < FlushBytes) continue;
            pending = 0;
            if ((await body.FlushAsync(stop)).IsCompleted) return;
        }
        await body.FlushAsync(stop);
    }

    private static Task Refuse(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }

    private sealed record Export(LedgerHead Head, ImmutableArray<StreamId> Streams, DateTimeOffset At)
    {
        public long Count { get; set; }

        /// <summary>Up to the head as it was when the export began; its own entry is behind that.</summary>
        public IEnumerable<LedgerEntry> Entries(ILedger ledger) => ledger.All().TakeWhile(e => e.Seq <= Head.Seq);
    }
}
