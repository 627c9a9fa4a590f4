using Portal.Components.Runs;
using Portal.Core.People;
using Portal.Runs;

namespace Portal.Components.Approvals;

/// <summary>Says on a page who may decide what is asked; looked up once for each question, not at each beat.</summary>
internal sealed class WhomToCall
{
    private (string Digest, int Grants)? _for;
    private string _words = "";

    /// <summary>A sentence; empty while nothing is asked.</summary>
    public string Now(RunPicture run, IPeople people)
    {
        (string, int)? asked = run is { AwaitsApproval: true, State.Asked.Digest: var digest } ? (digest, run.State.Grants.Length) : null;
        if (asked != _for) (_for, _words) = (asked, asked is null ? "" : Deciders.Words(run.State, people));
        return _words;
    }
}
