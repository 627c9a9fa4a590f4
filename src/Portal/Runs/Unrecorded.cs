using Portal.Core.Audit;

namespace Portal.Runs;

/// <summary>What a person is told whose wish could not be recorded.</summary>
internal static class Unrecorded
{
    public const string Remedy = "Press again when the banner about the storage is gone. A one-time code that was typed may be used up by then: take the next one.";

    public static Reply.Refused Of(LedgerUnavailableException fault) => new(fault.Message, Remedy);
}
