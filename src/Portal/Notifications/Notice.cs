using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Pairs;
using Portal.Core.Runs;

namespace Portal.Notifications;

/// <summary>What a message is about.</summary>
public enum NoticeKind
{
    /// <summary>A second admin is asked.</summary>
    ApprovalAsked,

    /// <summary>Nobody decided yet.</summary>
    ApprovalReminder,

    /// <summary>Nobody decided for long: told to more people.</summary>
    ApprovalEscalated,

    /// <summary>The question ends soon.</summary>
    ApprovalExpiring,
    RunHeld,
    RunCompleted,
    RunAborted,

    /// <summary>Something that all Admins have to know at once, whatever they wish.</summary>
    Alert,

    /// <summary>What is pending, once a day.</summary>
    Digest,

    /// <summary>Somebody tries whether messages arrive.</summary>
    Test,
}

/// <summary>One message, before it is written out for mail or chat.</summary>
/// <param name="Key">What it is about, unlike any other: the same is never told twice to the same recipient.</param>
/// <param name="Title">One line, cleaned.</param>
/// <param name="Lines">Sentences, one a line, cleaned.</param>
/// <param name="Path">Of the page to open, from '/' on.</param>
/// <param name="Action">What opening it does: 'Open the decision'.</param>
/// <param name="About">The question's digest, or when the hold began: a message about something over is dropped. Null: it never is.</param>
public sealed record Notice(
    string Key,
    NoticeKind Kind,
    string Title,
    ImmutableArray<string> Lines,
    string Path,
    string Action,
    RunId? Run = null,
    PairId? Pair = null,
    string? About = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    /// <summary>The kind as it stands in messages, settings and the ledger: 'approval-asked'.</summary>
    [JsonIgnore]
    public string Code => NoticeKinds.CodeOf(Kind);

    /// <summary>As the outbox keeps it.</summary>
    internal string Write() => JsonSerializer.Serialize(this, Options);

    internal static Notice Read(string json) => JsonSerializer.Deserialize<Notice>(json, Options)!;
}
