namespace Portal.Components.Tour;

/// <summary>Whether this portal leads newcomers through a patch: in a demo only.</summary>
public sealed record DemoTour(bool IsOffered);
