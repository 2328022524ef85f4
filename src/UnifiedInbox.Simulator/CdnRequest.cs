namespace UnifiedInbox.Simulator;

/// <summary>A download from the media store. The store belongs to someone else: credentials have no business there.</summary>
public sealed record CdnRequest(string MediaSid, bool HadAuthorization);
