using System.Globalization;
using Portal.Core.Audit;
using Portal.Core.Pairs;
using Portal.Core.People;
using Portal.Core.Runs;

namespace Portal.Audit;

/// <summary>Which entries of the ledger are asked for; stands in the address of the page and of an export alike.</summary>
/// <param name="Kind">Beginning of the kind: 'approval.', 'person.roles-changed'.</param>
/// <param name="From">From this moment on, UTC.</param>
/// <param name="Until">Before this moment, UTC.</param>
/// <param name="Words">Each must stand in the entry's data, in any case.</param>
/// <param name="Entry">Only the entry at this place: for its proof.</param>
public sealed record AuditFilter(PairId? Pair = null, RunId? Run = null, UserId? Person = null, string? Kind = null, DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Words = null, long? Entry = null)
{
    private const string Minute = "yyyy-MM-ddTHH:mm'Z'";

    /// <summary>Takes what an address says; what cannot be read does not filter.</summary>
    public static AuditFilter Read(string? pair, string? run, string? person, string? kind, string? from, string? until, string? words, string? entry = null) => new(
        PairId.IsValid(pair) ? new PairId(pair!) : null,
        Trim(run) is { } id ? new RunId(id) : null,
        Trim(person) is { } who ? new UserId(who) : null,
        Trim(kind), Time(from), Time(until), Trim(words),
        long.TryParse(entry, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq < long.MaxValue ? seq : null);

    public bool IsOn => this != new AuditFilter();

    /// <summary>'?pair=erp-db-01&amp;kind=approval.' or empty.</summary>
    public string Query
    {
        get
        {
            (string Name, string? Value)[] all =
            [
                ("pair", Pair?.Value), ("run", Run?.Value), ("person", Person?.Value), ("kind", Kind), ("from", Text(From)), ("until", Text(Until)), ("q", Words),
                ("entry", Entry?.ToString(CultureInfo.InvariantCulture)),
            ];
            var parts = all.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}").ToArray();
            return parts.Length == 0 ? "" : $"?{string.Join('&', parts)}";
        }
    }

    /// <summary>For the ledger's entry of an export: 'pair erp-db-01, kind approval.'; empty for everything.</summary>
    public string Describe()
    {
        string?[] parts =
        [
            Pair is { } pair ? $"pair {pair}" : null, Run is { } run ? $"run {run}" : null, Person is { } person ? $"person {person}" : null,
            Kind is null ? null : $"kind {Kind}", From is null ? null : $"from {Text(From)}", Until is null ? null : $"until {Text(Until)}", Words is null ? null : $"text {Words}",
            Entry is { } entry ? string.Create(CultureInfo.InvariantCulture, $"entry {entry}") : null,
        ];
        return string.Join(", ", parts.Where(p => p is not null));
    }

    /// <summary>The page before or after a place, newest first; null for both: the newest.</summary>
    public LedgerQuery Ask(long? before, long? after, int take) => new(
        Entry is { } entry ? entry + 1 : before, null, Kind, Person, Words, From, Until, take,
        Run is { } run ? [Core.Runs.Streams.Of(run)] : default, Entry is { } only ? only - 1 : after, Pair);

    private static string? Trim(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
