namespace Portal.Lab.Writing;

/// <summary>A time without service as the writer saw it: from one acknowledgement to the next.</summary>
public sealed record WriterGap(DateTimeOffset From, TimeSpan Length);
