using Portal.Audit;
using Portal.Core.Audit;
using Portal.Core.People;

namespace Portal.Tests.Audit;

public sealed class AuditRowsTests
{
    [Fact]
    public void An_export_is_read_as_it_is_written_never_ahead()
    {
        var read = 0;
        IEnumerable<LedgerEntry> Endless()
        {
            while (true)
                yield return new LedgerEntry(++read, new StreamId("s"), read, DateTimeOffset.UnixEpoch, "x", new UserId("u1"), "{}", "{}", [], []);
        }

        Assert.Equal(100, AuditRows.JsonLines(Endless(), new AuditFilter(), default, "{}", [], []).Take(100).Count());
        Assert.InRange(read, 99, 100);
    }
}
