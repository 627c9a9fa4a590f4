using Portal.Core.Audit;
using Portal.Core.People;
using Portal.Core.Runs;
using Portal.Runs;

namespace Portal.Notifications;

/// <summary>Tells every Admin at once that somebody broke the glass, whatever they wish to be told.</summary>
internal sealed class GlassSource(IRunArchive archive, IPeople people, GlassNotices notices) : INoticeSource
{
    public bool Tells(string kind) => kind == "approval.glass-broken";

    public IEnumerable<Told> Of(LedgerEntry entry)
    {
        if (Streams.RunOf(entry.Stream) is not { } id || Streams.Read(entry).Event is not RunEvent.GlassBroken e) yield break;
        if (archive.Find(id)?.State is not { } run) yield break;
        // Told also when it was reviewed meanwhile: that it happened stays true.
        if (run.GlassBreaks.FirstOrDefault(b => b.Digest == e.Digest) is { } broken) yield return new Told(notices.Broken(run, broken), Audience.Admins(people));
    }
}
