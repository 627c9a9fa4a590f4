using System.Collections.Immutable;
using Portal.Core.Audit.Proof;

namespace Portal.Verify;

/// <summary>The command line: what to verify, and what to trust.</summary>
internal static class VerifyCommand
{
    /// <summary>0: whole. 1: something is wrong. 2: it could not be looked at. 3: whole, and the end is unproven. 4: what is there fits, and the earlier part was not given.</summary>
    public const int Whole = 0, Broken = 1, Unusable = 2, TailUnproven = 3, EarlierPartNotGiven = 4;

    private const string Usage = """
        portal-verify [--after <archive.jsonl>]... <export.jsonl> [--anchor <file>]... [--key <id>]...

        Verifies an export of the audit trail with nothing but these files.
          --after    an archive that the export follows; several in their order, the oldest first
          --anchor   a file with checkpoints that was kept outside the portal: an anchor file, a system log, saved mails
          --key      id of the installation's first signing key, as its people gave it to you

        Ends with 0: whole and proven to its end. 1: wrong; the first wrong place is named. 2: could not be looked at.
        3: whole, and it stays open whether entries are missing at the end. 4: the export follows an archive that was not
        given; nothing is said about the entries in it.
        """;

    public static int Run(IReadOnlyList<string> args, TextWriter says, TextWriter complains)
    {
        if (Read(args) is not { } asked)
        {
            complains.WriteLine(Usage);
            return Unusable;
        }
        try
        {
            var anchors = asked.Anchors.SelectMany(file => Anchors(file, complains)).ToImmutableArray();
            var found = Look(asked, anchors);
            foreach (var line in FindingsText.Of(found, !asked.Anchors.IsEmpty)) says.WriteLine(line);
            return !found.IsWhole ? Broken : !found.IsFromFirst ? EarlierPartNotGiven : found.IsTailProven ? Whole : TailUnproven;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complains.WriteLine($"It could not be looked at: {fault.Message}");
            return Unusable;
        }
    }

    private static AuditFindings Look(Asked asked, ImmutableArray<Anchored> anchors)
    {
        using var verifier = new AuditVerifier(new AuditTrust(anchors, asked.Keys));
        foreach (var file in asked.Archives)
        {
            using var archive = File.OpenRead(file);
            if (!verifier.TakeArchive(archive, Path.GetFileName(file))) return verifier.End();
        }
        using var export = File.OpenRead(asked.Export);
        if (asked.Archives.IsEmpty) verifier.TakeExport(export);
        else verifier.TakeExport(export, Path.GetFileName(asked.Export));
        return verifier.End();
    }

    private static IEnumerable<Anchored> Anchors(string file, TextWriter complains)
    {
        var found = Checkpoint.In(File.ReadLines(file)).Select(checkpoint => new Anchored(checkpoint, Path.GetFileName(file))).ToArray();
        if (found.Length == 0) complains.WriteLine($"{file} has no checkpoint; it confirms nothing.");
        return found;
    }

    private static Asked? Read(IReadOnlyList<string> args)
    {
        string? export = null;
        var (archives, anchors, keys) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--after" when i + 1 < args.Count: archives.Add(args[++i]); break;
                case "--anchor" when i + 1 < args.Count: anchors.Add(args[++i]); break;
                case "--key" when i + 1 < args.Count: keys.Add(args[++i]); break;
                case ['-', ..]: return null;
                case var file when export is null: export = file; break;
                default: return null;
            }
        }
        return export is null ? null : new Asked(archives.ToImmutable(), export, anchors.ToImmutable(), keys.ToImmutable());
    }

    private sealed record Asked(ImmutableArray<string> Archives, string Export, ImmutableArray<string> Anchors, ImmutableArray<string> Keys);
}
