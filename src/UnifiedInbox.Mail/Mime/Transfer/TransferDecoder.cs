namespace UnifiedInbox.Mail.Mime.Transfer;

/// <summary>A transfer encoding undone piece by piece. Never throws: what is no encoding is kept or skipped.</summary>
internal abstract class TransferDecoder
{
    /// <summary>
    /// Decodes a piece, which is shown again from behind <paramref name="consumed"/>. Something is consumed whenever the piece
    /// holds <see cref="Piece"/> bytes or is the last one.
    /// </summary>
    /// <param name="raw">At most <see cref="Piece"/> bytes.</param>
    /// <param name="output">Has room for three bytes more than <paramref name="raw"/>.</param>
    /// <param name="last">Nothing follows.</param>
    /// <param name="consumed">Bytes of the piece that are done.</param>
    /// <returns>Bytes written.</returns>
    public abstract int Decode(ReadOnlySpan<byte> raw, Span<byte> output, bool last, out int consumed);

    public const int Piece = 16 * 1024;

    public static TransferDecoder? Of(TransferEncoding encoding) => encoding switch
    {
        TransferEncoding.Base64 => new Base64Decoder(),
        TransferEncoding.QuotedPrintable => new QuotedPrintableDecoder(),
        TransferEncoding.UuEncode => new UuDecoder(),
        _ => null,
    };
}
