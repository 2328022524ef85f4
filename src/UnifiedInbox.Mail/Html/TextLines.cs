using System.Text;

namespace UnifiedInbox.Mail.Html;

/// <summary>Text being laid out in lines, as a browser would: runs of blanks are one, elements begin lines.</summary>
internal sealed class TextLines(int capacity)
{
    private readonly StringBuilder text = new(capacity);
    private int breaks;
    private bool blank;
    private bool kept;

    /// <summary>Adds text; between <c>Keep(true)</c> and <c>Keep(false)</c> its blanks and lines stay as they are.</summary>
    public void Add(ReadOnlySpan<char> words)
    {
        foreach (var sign in words)
        {
            if (kept && sign == '\n') Line();
            else if (kept && sign is ' ' or '\t') Append(sign);
            else if (sign is ' ' or '\t' or '\n' or '\r' or '\f' or '\u00a0') blank = true;
            else if (!IsInvisible(sign)) Append(sign);
        }
    }

    /// <summary>How much text there is so far.</summary>
    public int Length => text.Length;

    public void Keep(bool on) => kept = on;

    /// <summary>Ends the line.</summary>
    public void Line()
    {
        breaks++;
        blank = false;
    }

    /// <summary>Begins a line unless one has just begun.</summary>
    public void Fresh()
    {
        if (breaks == 0) breaks = 1;
        blank = false;
    }

    /// <summary>Begins a line with an empty one above.</summary>
    public void Paragraph()
    {
        if (breaks < 2) breaks = 2;
        blank = false;
    }

    private void Append(char sign)
    {
        if (text.Length > 0 && breaks > 0) text.Append('\n', Math.Min(breaks, 3));
        else if (blank && text.Length > 0) text.Append(' ');
        breaks = 0;
        blank = false;
        text.Append(sign);
    }

    /// <summary>What newsletters pad their previews with, and marks of direction.</summary>
    public static bool IsInvisible(char sign) => sign is '\u00ad' or '\u034f' or '\u200b' or '\u2060' or '\ufeff' or '\u061c' or '\0';

    public override string ToString() => text.ToString();
}
