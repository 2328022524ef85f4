namespace UnifiedInbox.Mail.Mime.Structure;

/// <summary>Defects in the order found, up to a limit: a hostile mail has one on every line.</summary>
internal sealed class DefectList(int most)
{
    private readonly List<MimeDefect> found = [];

    public IReadOnlyList<MimeDefect> Found => found;

    public int Count { get; private set; }

    public void Add(MimeDefectKind kind, long offset)
    {
        Count++;
        if (found.Count < most) found.Add(new MimeDefect(kind, offset));
    }
}
