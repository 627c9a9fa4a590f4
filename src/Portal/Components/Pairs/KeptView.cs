namespace Portal.Components.Pairs;

/// <summary>A view that the viewer keeps, understood.</summary>
public sealed record KeptView(string Name, PairFilter Filter);
