using Bunit;
using Portal.Components.Controls;
using Portal.Components.Looks;
using Portal.Core.Pairs;
using Portal.Core.Ports;
using Portal.Core.Procedures;
using Portal.Core.Runs;

namespace Portal.Tests.Components;

public sealed class LookTests : ControlContext
{
    [Fact]
    public void Every_state_of_a_kind_has_its_own_word_and_an_icon()
    {
        Look[][] kinds =
        [
            [.. Enum.GetValues<RunStatus>().Select(LookOf.Run)],
            [.. Enum.GetValues<StepStatus>().Select(LookOf.Step)],
            [.. Enum.GetValues<EnrolmentState>().Select(LookOf.Enrolment)],
            Readings<SyncStatus>(LookOf.Sync), Readings<Role>(LookOf.Role), Readings<Reachability>(LookOf.Reach), Readings<EngineState>(LookOf.Engine),
            Readings<ChannelState>(LookOf.Channel), Readings<ServiceState>(LookOf.Service), Readings<AutomaticUpdates>(LookOf.AutomaticUpdates),
        ];

        Assert.All(kinds, kind =>
        {
            Assert.Equal(kind.Length, kind.Select(look => look.Word).Distinct().Count());
            Assert.All(kind, look => Assert.True(look is { Word.Length: > 0, Icon.Length: > 0 }));
        });
    }

    [Fact]
    public void Only_what_is_as_it_should_be_is_green()
    {
        Assert.Equal(Tone.Ok, LookOf.Sync(SyncStatus.Synchronized).Tone);
        Assert.All(Enum.GetValues<SyncStatus>().Except([SyncStatus.Synchronized]), status => Assert.NotEqual(Tone.Ok, LookOf.Sync(status).Tone));
        Assert.NotEqual(Tone.Ok, LookOf.Verdict(new Verdict.Unknown("It was not read.", "Read it.")).Tone);
    }

    [Fact]
    public void What_is_not_known_says_so_and_why()
    {
        var chip = Render<StateChip>(p => p
            .Add(c => c.Label, "Registry")
            .Add(c => c.Look, LookOf.Sync(Reading.Unknown<SyncStatus>("Primary did not answer within 5 s.", Noon, "test"))));

        var element = chip.Find(".chip");
        Assert.Contains("unk", element.ClassList);
        Assert.Equal("Registry:unknown", element.TextContent.Trim());
        Assert.Equal("Primary did not answer within 5 s.", element.GetAttribute("title"));
        Assert.Equal("true", chip.Find("svg").GetAttribute("aria-hidden"));
    }

    [Fact]
    public void An_attested_fact_does_not_look_like_one_that_was_read()
    {
        var unknown = new Checked(new Guard.ChannelConnected(), new Verdict.Unknown("Nobody can read it.", "Look."), TimeSpan.Zero);

        Assert.Equal("unknown", LookOf.Check(unknown).Word);
        Assert.Equal(("attested", Tone.Wait), (LookOf.Check(unknown with { Attested = true }).Word, LookOf.Check(unknown with { Attested = true }).Tone));
    }

    private static Look[] Readings<T>(Func<Reading<T>, Look> look) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(value => look(Reading.Known(value, Noon, "test"))), look(Reading.Unknown<T>("why", Noon, "test"))];
}
