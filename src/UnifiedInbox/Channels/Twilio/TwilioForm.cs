using System.Buffers.Text;
using System.Text;

namespace UnifiedInbox.Channels.Twilio;

/// <summary>
/// The pairs of a form post as Twilio wrote them: order, case, repeats and white space kept, because the signature covers them.
/// (ASP.NET's own form collection folds case, and joins repeats by commas.)
/// </summary>
internal sealed class TwilioForm
{
    private readonly List<KeyValuePair<string, string>> pairs;

    public TwilioForm(IEnumerable<KeyValuePair<string, string>> pairs) => this.pairs = [.. pairs];

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <summary>The first value of <paramref name="name"/>, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var pair in pairs)
                if (string.Equals(pair.Key, name, StringComparison.Ordinal)) return pair.Value;
            return null;
        }
    }

    /// <summary>Reads <c>application/x-www-form-urlencoded</c>; null where a percent escape is broken or the bytes are no UTF-8.</summary>
    public static TwilioForm? Parse(ReadOnlySpan<byte> body)
    {
        var pairs = new List<KeyValuePair<string, string>>(24);
        var buffer = new byte[body.Length];
        while (body.Length > 0)
        {
            var end = body.IndexOf((byte)'&');
            var pair = end < 0 ? body : body[..end];
            body = end < 0 ? [] : body[(end + 1)..];
            if (pair.Length == 0) continue;
            var split = pair.IndexOf((byte)'=');
            var name = Decode(split < 0 ? pair : pair[..split], buffer);
            var value = split < 0 ? "" : Decode(pair[(split + 1)..], buffer);
            if (name is null || value is null) return null;
            pairs.Add(new(name, value));
        }
        return new TwilioForm(pairs);
    }

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static string? Decode(ReadOnlySpan<byte> text, byte[] buffer)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%')
            {
                if (i + 2 >= text.Length || !Utf8Parser.TryParse(text.Slice(i + 1, 2), out value, out var read, 'X') || read != 2) return null;
                i += 2;
            }
            buffer[length++] = value;
        }
        try
        {
            return StrictUtf8.GetString(buffer, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
