using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Portal.Components.Controls;
using Portal.Components.Plans;
using Portal.Core.Pairs;
using Portal.Core.Procedures;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Components.Pages;

public sealed partial class PlanPage
{
    private const string ReasonDraft = "reason";
    private const string LeftOutDraft = "left out";

    private void Choose(ProcedureKind kind) => Navigation.NavigateTo(Address(kind, EndsOn.Primary), replace: true);

    private void End(EndsOn ends) => Navigation.NavigateTo(Address(_kind, ends), replace: true);

    private string Address(ProcedureKind kind, EndsOn ends) => $"/pairs/{Id}/plan?procedure={kind}{(ends == EndsOn.Secondary ? "&end=secondary" : "")}";

    private async Task Leave(PerServer<ImmutableHashSet<string>> leaveOut)
    {
        _leaveOut = leaveOut;
        await Draft();
        ShowFresh();
    }

    private Task GiveBack(ChangeEventArgs kept) => Leave(LeftOut.Read(kept.Value?.ToString() ?? ""));

    private async Task Scan()
    {
        if (_scanning is not null || _person is null) return;
        (_scanning, _refused) = (Time.GetUtcNow(), null);
        try
        {
            _refused = await Desk.Scan(_person.Id, new PairId(Id), _stop.Token) as Reply.Refused;
            if (Feed.Find(new PairId(Id)) is { } view) Show(view);
            await Draft();
            ShowFresh();
        }
        finally
        {
            _scanning = null;
        }
    }

    private async Task Request(Then then)
    {
        if (WhyNotRequest is not null || _draft is null || _person is null) return;
        (_busy, _refused) = (true, null);
        try
        {
            switch (await Desk.Request(_person.Id, Wish, PlanDrafts.Compare(_draft), _reason, _stop.Token))
            {
                case Reply<RunId>.Done done:
                    await Drafts.Forget(Browser, ReasonDraft, LeftOutDraft);
                    await Go(done.Value, then);
                    break;
                case Reply<RunId>.Refused no:
                    _refused = new Reply.Refused(no.Why, no.Remedy);
                    await Draft();
                    break;
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task Go(RunId run, Then then)
    {
        if (then == Then.Start && await Desk.Ask(_person!.Id, run, by => new RunCommand.Start(by), _stop.Token) is Reply.Refused no)
            (_requested, _refused) = (run, no);
        else
            Navigation.NavigateTo($"/runs/{run}");
    }

    private string Installs() => Patches
        ? $"Installs {string.Join(" and ", Identities.Both.Select(i => $"{_draft!.Packages[i].Length} on {i}"))}, exactly the versions that are shown."
        : "Installs nothing.";
}
