using System.Collections;
using System.Text;
using UnifiedInbox.Mail.Mime.Headers;

namespace UnifiedInbox.Mail.Mime;

/// <summary>The headers of a message or part in their order, the same name as often as it stands there.</summary>
public sealed class HeaderList : IReadOnlyList<MimeHeader>
{
    private readonly MimeHeader[] headers;

    private HeaderList(MimeHeader[] headers) => this.headers = headers;

    /// <inheritdoc />
    public int Count => headers.Length;

    /// <inheritdoc />
    public MimeHeader this[int index] => headers[index];

    /// <summary>The decoded value of the first header of that name in any case, or null.</summary>
    public string? this[string name] => Find(name)?.Value;

    /// <summary>The first header of that name in any case, or null.</summary>
    public MimeHeader? Find(string name)
    {
        foreach (var header in headers)
        {
            if (header.Is(name)) return header;
        }
        return null;
    }

    /// <summary>All headers of that name in any case, in order.</summary>
    public IEnumerable<MimeHeader> All(string name) => headers.Where(header => header.Is(name));

    /// <inheritdoc />
    public IEnumerator<MimeHeader> GetEnumerator() => ((IEnumerable<MimeHeader>)headers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => headers.GetEnumerator();

    internal static HeaderList Of(byte[] block, List<HeaderPlace> places)
    {
        var headers = new MimeHeader[places.Count];
        for (var index = 0; index < headers.Length; index++) headers[index] = new MimeHeader(block, places[index]);
        return new HeaderList(headers);
    }
}

/// <summary>One header of a mail.</summary>
public sealed class MimeHeader
{
    private readonly byte[] block;
    private readonly HeaderPlace place;
    private string? name;
    private string? raw;
    private string? value;

    internal MimeHeader(byte[] block, HeaderPlace place) => (this.block, this.place) = (block, place);

    /// <summary>As it is written in the mail.</summary>
    public string Name => name ??= Encoding.ASCII.GetString(NameBytes);

    /// <summary>Unfolded and trimmed, encoded words left as they are; bytes above ASCII as UTF-8 or what they look like.</summary>
    public string RawValue => raw ??= RawText.Of(block.AsSpan(place.ValueStart, place.End - place.ValueStart));

    /// <summary>Unfolded, trimmed, encoded words (RFC 2047) decoded. For people; structured headers are parsed from <see cref="RawValue"/>.</summary>
    public string Value => value ??= EncodedWords.Decode(RawValue);

    private ReadOnlySpan<byte> NameBytes => block.AsSpan(place.Start, place.NameLength);

    internal bool Is(string other) => place.NameLength == other.Length && Ascii.EqualsIgnoreCase(NameBytes, other);
}
