namespace UnifiedInbox.Mail.Mime.Bodies;

/// <summary>
/// Sorts the leaves of a mail into text to show and files, by the algorithm of RFC 8621, section 4.1.4: of alternatives the
/// plain and the HTML one, the first part of a related multipart as its text, everything else as a file.
/// </summary>
internal sealed class BodyParts
{
    public List<MimePart> Texts { get; } = [];

    public List<MimePart> Htmls { get; } = [];

    public List<(MimePart Part, bool IsInline)> Files { get; } = [];

    public static BodyParts Find(MimePart root)
    {
        var found = new BodyParts();
        found.Sort([root], "multipart/mixed", false, found.Htmls, found.Texts);
        return found;
    }

    /// <summary>As deep as multiparts may stand in each other, which is limited.</summary>
    private void Sort(IReadOnlyList<MimePart> parts, string inside, bool inAlternative, List<MimePart>? htmls, List<MimePart>? texts)
    {
        var (htmlsBefore, textsBefore) = (htmls?.Count ?? -1, texts?.Count ?? -1);
        for (var index = 0; index < parts.Count; index++)
        {
            var part = parts[index];
            if (part.ContentType.IsMultipart)
            {
                Sort(part.Children, part.ContentType.MediaType, inAlternative || inside == "multipart/alternative", htmls, texts);
                continue;
            }
            if (!IsText(part, index, inside))
            {
                Files.Add((part, IsInline(part, inside)));
                continue;
            }
            var isHtml = part.ContentType.MediaType == "text/html";
            if (inside == "multipart/alternative") (isHtml ? htmls : texts)?.Add(part);
            else
            {
                if (inAlternative && isHtml) texts = null;
                else if (inAlternative) htmls = null;
                texts?.Add(part);
                htmls?.Add(part);
            }
        }
        if (inside != "multipart/alternative" || htmls is null || texts is null) return;
        if (texts.Count == textsBefore && htmls.Count != htmlsBefore) texts.AddRange(htmls[htmlsBefore..]);
        else if (htmls.Count == htmlsBefore && texts.Count != textsBefore) htmls.AddRange(texts[textsBefore..]);
    }

    private static bool IsText(MimePart part, int index, string inside) =>
        part.ContentType.MediaType is "text/plain" or "text/html" && !part.IsAttachment
        && (index == 0 || (inside != "multipart/related" && part.FileName is null));

    private static bool IsInline(MimePart part, string inside) =>
        !part.IsAttachment && (part.Disposition == "inline" || (inside == "multipart/related" && (part.ContentId ?? part.ContentLocation) is not null))
        && (part.ContentType.MediaType.StartsWith("image/", StringComparison.Ordinal) || part.ContentId is not null);
}
