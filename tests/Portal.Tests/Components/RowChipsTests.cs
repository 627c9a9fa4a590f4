using Portal.Components.Looks;
using Portal.Components.Pairs;
using Portal.Core.Pairs;

namespace Portal.Tests.Components;

public sealed class RowChipsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Text_from_a_server_is_text_and_never_markup()
    {
        var chips = RowChips.Of([new SyncReading("<script>\"x\"", Reading.Unknown<SyncStatus>("it said \"<b>no</b>\"", At, "test"), Reading.Known(0L, At, "test"))]).Value;

        Assert.DoesNotContain("<script", chips, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", chips, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;&quot;x&quot;:", chips, StringComparison.Ordinal);
    }

    [Fact]
    public void One_chip_speaks_for_all_that_are_in_sync_and_each_other_has_its_name()
    {
        SyncReading Read(string name, SyncStatus status) => new(name, Reading.Known(status, At, "test"), Reading.Known(0L, At, "test"));

        Assert.Contains("title=\"File System, Registry: Synchronized\"", RowChips.Of([Read("File System Status", SyncStatus.Synchronized), Read("Registry Status", SyncStatus.Synchronized)]).Value, StringComparison.Ordinal);
        var mixed = RowChips.Of([Read("File System Status", SyncStatus.Synchronized), Read("Registry Status", SyncStatus.OutOfSync)]).Value;
        Assert.Contains("<span>Registry:</span><span>out of sync</span>", mixed, StringComparison.Ordinal);
        Assert.DoesNotContain("File System", mixed, StringComparison.Ordinal);
        Assert.Contains(LookOf.Unknown("").Word, RowChips.Of([]).Value, StringComparison.Ordinal);
    }
}
