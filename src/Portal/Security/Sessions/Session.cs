using Portal.Core.People;
using Portal.Storage.Ledger;

namespace Portal.Security.Sessions;

/// <summary>One sign-in of a person at one browser.</summary>
/// <param name="Number">Names it on pages and in the ledger; opens nothing.</param>
/// <param name="Browser">In words: 'Firefox on Windows'.</param>
/// <param name="Address">From where it was begun, as the server saw it.</param>
/// <param name="SeenAt">Last request or open page, to within a minute.</param>
/// <param name="EndedWhy">One of <see cref="SessionEnds"/>; null while it is open.</param>
public sealed record Session(long Number, UserId Person, string Browser, string Address, DateTimeOffset BeganAt, DateTimeOffset SeenAt, string? EndedWhy)
{
    /// <summary>A session that was not seen for so long counts no more, as the cookie does not.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>Whether it still lets its person in.</summary>
    public bool IsOpen(DateTimeOffset now) => EndedWhy is null && now - SeenAt < Idle;
}

/// <summary>Why sessions ended, as the database has it; stable over releases.</summary>
public static class SessionEnds
{
    public const string SignedOut = "signed out", ByPerson = "ended by the person", ByAdmin = "ended by an Admin", RightsChanged = "password, roles or standing changed";
}

/// <summary>One row of sessions with whether its person is active, exactly as they stand there.</summary>
internal sealed record SessionRow
{
    public const string Select = """
        SELECT number AS Number, person AS Person, browser AS Browser, address AS Address, began_at AS BeganAt, seen_at AS SeenAt, ended_why AS EndedWhy, active AS Active
        FROM sessions JOIN people ON id = person
        """;

    public long Number { get; init; }
    public string Person { get; init; } = "";
    public string Browser { get; init; } = "";
    public string Address { get; init; } = "";
    public string BeganAt { get; init; } = "";
    public string SeenAt { get; init; } = "";
    public string? EndedWhy { get; init; }
    public bool Active { get; init; }

    public Session Session() => new(Number, new UserId(Person), Browser, Address, LedgerRow.Time(BeganAt), LedgerRow.Time(SeenAt), EndedWhy);
}
