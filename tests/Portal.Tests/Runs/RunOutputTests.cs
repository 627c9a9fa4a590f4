using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core.Ports;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Tests.Runs;

public sealed class RunOutputTests : IDisposable
{
    private static readonly EffectKey Key = new(new RunId("20261122-K7F4Q"), new StepId("B4"), 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-output-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunOutput Output(long mostBytes = RunOutput.MostBytes) => new(_folder, TimeProvider.System, NullLogger<RunOutput>.Instance, mostBytes);

    private static OutputLine Line(string text) => new(new DateTimeOffset(2026, 11, 22, 21, 4, 0, TimeSpan.Zero), text);

    [Fact]
    public void Each_attempt_is_kept_by_itself_and_read_back_by_another_portal()
    {
        Output().Write(Key, Line("first"));
        Output().Write(Key with { Attempt = 2 }, Line("second"));

        Assert.Equal([Line("first")], Output().Read(Key));
        Assert.Equal([Line("second")], Output().Read(Key with { Attempt = 2 }));
        Assert.Empty(Output().Read(Key with { Attempt = 3 }));
        Assert.Empty(Output().Read(Key with { Run = new RunId("20200101-XXXXX") }));
    }

    [Fact]
    public void What_is_kept_is_harmless_text_one_line_for_each()
    {
        Output().Write(Key, Line("\e[31m 10%\r100%\e[0m\n\u202Egnp.exe"));

        Assert.Equal("100%gnp.exe", Assert.Single(Output().Read(Key)).Text);
    }

    [Fact]
    public void Of_one_attempt_so_much_is_kept_and_the_last_line_says_that_more_was_printed()
    {
        var output = Output(mostBytes: 2_048);
        for (var i = 0; i < 1_000; i++) output.Write(Key, Line($"line {i} {new string('x', 60)}"));

        var kept = output.Read(Key).ToArray();
        Assert.StartsWith("line 0 ", kept[0].Text, StringComparison.Ordinal);
        Assert.Equal("… cut here: of one attempt 2 KB are kept; how the step ended stands with the step.", kept[^1].Text);
        Assert.InRange(new FileInfo(Path.Combine(_folder, "20261122-K7F4Q", "B4.1.log")).Length, 2_048, 2_400);
    }

    [Fact]
    public async Task Lines_are_followed_from_the_first_each_once_and_half_a_line_waits_for_its_end()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var output = Output();
        output.Write(Key, Line("one äöü"));
        await using var lines = output.Follow(Key, limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("one äöü", Assert.Single(lines.Current).Text);

        var path = Path.Combine(_folder, "20261122-K7F4Q", "B4.1.log");
        await File.AppendAllTextAsync(path, $"{Line("").At:O}\ttw", limit.Token);
        var next = lines.MoveNextAsync().AsTask();
        await File.AppendAllTextAsync(path, "o\n", limit.Token);
        Assert.True(await next);
        Assert.Equal("two", Assert.Single(lines.Current).Text);
        output.Write(Key, Line("three"));
        Assert.True(await lines.MoveNextAsync());
        Assert.Equal("three", Assert.Single(lines.Current).Text);
    }

    [Fact]
    public void What_an_earlier_release_kept_as_it_was_is_harmless_when_it_is_read()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "20261122-K7F4Q"));
        File.WriteAllText(Path.Combine(_folder, "20261122-K7F4Q", "B4.1.log"), $"{Line("").At:O}\t\e[31mred\u202E\nnot a line\n");

        Assert.Equal("red", Assert.Single(Output().Read(Key)).Text);
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    public void Nothing_but_an_id_becomes_a_path(string id)
    {
        Assert.Throws<ArgumentException>(() => Output().Read(Key with { Run = new RunId(id) }).Count());
        Assert.Throws<ArgumentException>(() => Output().Read(Key with { Step = new StepId(id) }).Count());
    }
}
