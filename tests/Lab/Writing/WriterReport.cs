namespace Portal.Lab.Writing;

/// <summary>What a writer saw: every acknowledged row is either in the database at the end or lost.</summary>
/// <param name="Acknowledged">Rows whose commit the database acknowledged.</param>
/// <param name="Refused">Attempts that ended in an error; whether those rows exist is nobody's promise.</param>
/// <param name="LongestGap">The longest time between two acknowledgements.</param>
/// <param name="Gaps">Each time of more than 250 ms between two acknowledgements, in order.</param>
/// <param name="Lost">Numbers of acknowledged rows that are not there.</param>
/// <param name="Errors">How often each message was seen.</param>
public sealed record WriterReport(
    int Acknowledged,
    int Refused,
    TimeSpan LongestGap,
    IReadOnlyList<WriterGap> Gaps,
    IReadOnlyList<long> Lost,
    IReadOnlyDictionary<string, int> Errors)
{
    public override string ToString() =>
        $"{Acknowledged} rows acknowledged, {Refused} attempts refused, longest gap {LongestGap.TotalMilliseconds:0} ms, {Lost.Count} acknowledged rows lost";
}
