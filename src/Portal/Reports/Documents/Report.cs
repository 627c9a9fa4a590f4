using System.Collections.Immutable;

namespace Portal.Reports.Documents;

/// <summary>A report as content, the same for every format: sections of text, facts and tables.</summary>
/// <param name="Kind">What it is: 'Evidence of a run'.</param>
/// <param name="Title">What it is about; becomes the document's title.</param>
/// <param name="Under">One line under the title.</param>
/// <param name="Standing">The outcome in a few words, with its tone.</param>
/// <param name="Summary">What somebody reads who reads nothing else.</param>
/// <param name="Foot">At the foot of each page: where it comes from and what proves it.</param>
/// <param name="MadeAt">UTC.</param>
public sealed record Report(
    string Kind,
    string Title,
    string Under,
    Cell Standing,
    ImmutableArray<Fact> Summary,
    ImmutableArray<Section> Sections,
    string Foot,
    DateTimeOffset MadeAt);

/// <summary>A part with a heading.</summary>
public sealed record Section(string Title, ImmutableArray<Block> Blocks);

/// <summary>What a section is made of; a closed union.</summary>
public abstract record Block
{
    private Block() { }

    /// <summary>A paragraph.</summary>
    public sealed record Words(string Text, Tone Tone = Tone.Plain) : Block;

    /// <summary>Names with values.</summary>
    public sealed record Facts(ImmutableArray<Fact> All) : Block;

    /// <summary>Rows with a head.</summary>
    /// <param name="Caption">Above it; null: none.</param>
    /// <param name="WhenEmpty">The sentence that stands there when there are no rows.</param>
    public sealed record Table(string? Caption, ImmutableArray<Column> Columns, ImmutableArray<ImmutableArray<Cell>> Rows, string WhenEmpty) : Block;

    /// <summary>What a tool printed, line by line.</summary>
    public sealed record Printed(string Caption, ImmutableArray<string> Lines) : Block;
}

/// <summary>A name with its value.</summary>
public sealed record Fact(string Name, Cell Value);

/// <summary>A column of a table.</summary>
/// <param name="Share">Its part of the width beside those of the others, over 0.</param>
public sealed record Column(string Title, double Share, Side Side = Side.Left);

/// <summary>At which side of a column its text stands.</summary>
public enum Side
{
    Left,
    Right,
}

/// <summary>One value. Its tone adds to what the words say, and never says anything alone.</summary>
/// <param name="Address">What it leads to, '/runs/...'; null: nothing.</param>
/// <param name="Under">What belongs to it and matters less, on lines of its own; null: nothing.</param>
/// <param name="UnderFace">How that is set.</param>
public sealed record Cell(string Text, Tone Tone = Tone.Plain, Face Face = Face.Text, string? Address = null, string? Under = null, Face UnderFace = Face.Text)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell Mono(string text, string? address = null) => new(text, Tone.Plain, Face.Mono, address);

    public static Cell Strong(string text) => new(text, Tone.Plain, Face.Strong);

    /// <summary>What nobody knows is said, never left blank.</summary>
    public static Cell Unknown(string what = "unknown") => new(what, Tone.Unknown);
}

/// <summary>How a value is set.</summary>
public enum Face
{
    Text,
    Strong,

    /// <summary>Hashes, versions, keys.</summary>
    Mono,
}

/// <summary>What the colour of a value means.</summary>
public enum Tone
{
    Plain,
    Mute,
    Good,
    Attention,
    Bad,
    Unknown,
}
