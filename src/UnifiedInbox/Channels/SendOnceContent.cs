using System.Net;
using System.Net.Http.Headers;

namespace UnifiedInbox.Channels;

/// <summary>
/// A request body that can be written to the wire once. The platform's HTTP client repeats a request by itself when a kept-alive
/// connection dies before the first byte of the answer; for a message that would be a second message, so the repeat fails here
/// and the outcome is unknown, as it should be.
/// </summary>
internal sealed class SendOnceContent : HttpContent
{
    private readonly Func<Stream, CancellationToken, Task> write;
    private readonly long length;
    private int written;

    public SendOnceContent(byte[] body, string contentType)
        : this((stream, ct) => stream.WriteAsync(body, ct).AsTask(), body.Length, contentType)
    {
    }

    /// <param name="write">Writes exactly <paramref name="length"/> bytes.</param>
    public SendOnceContent(Func<Stream, CancellationToken, Task> write, long length, string contentType)
    {
        (this.write, this.length) = (write, length);
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    /// <summary>Whether any of it may have reached the provider.</summary>
    public bool Started => Volatile.Read(ref written) > 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref written) == 1
            ? write(stream, cancellationToken)
            : throw new HttpRequestException("The connection was lost before an answer came.");

    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }
}
