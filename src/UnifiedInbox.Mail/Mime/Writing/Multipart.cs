using System.Text;

namespace UnifiedInbox.Mail.Mime.Writing;

/// <summary>A multipart being written: <see cref="NextAsync"/> before each part, disposing ends it.</summary>
internal sealed class Multipart : IAsyncDisposable
{
    private readonly string boundary;
    private readonly Stream target;
    private bool begun;

    private Multipart(string boundary, Stream target) => (this.boundary, this.target) = (boundary, target);

    public static async Task<Multipart> BeginAsync(string kind, string boundary, HeaderWriter header, Stream target, CancellationToken ct)
    {
        header.Add("Content-Type", "multipart/" + kind + ";\r\n boundary=\"" + boundary + "\"");
        await target.WriteAsync(header.End(), ct);
        return new Multipart(boundary, target);
    }

    public async Task NextAsync(CancellationToken ct)
    {
        await target.WriteAsync(Encoding.ASCII.GetBytes((begun ? "\r\n--" : "--") + boundary + "\r\n"), ct);
        begun = true;
    }

    public async ValueTask DisposeAsync() => await target.WriteAsync(Encoding.ASCII.GetBytes("\r\n--" + boundary + "--\r\n"));
}
