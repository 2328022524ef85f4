using UnifiedInbox.Mail.Mime.Sources;

namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>What the parts of one message share.</summary>
/// <param name="Source">The raw bytes of the message.</param>
/// <param name="Limits">How much of it is read.</param>
/// <param name="Defects">What is wrong with it.</param>
/// <param name="Depth">Messages and multiparts it stands in.</param>
internal sealed record MimeContext(ByteSource Source, MimeLimits Limits, DefectList Defects, int Depth);
