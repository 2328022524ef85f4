using System.Text;
using Microsoft.Net.Http.Headers;

namespace UnifiedInbox.Csv;

/// <summary>A CSV file that is written as it is read from the database, and offered for download.</summary>
internal static class CsvAnswer
{
    public static IResult Of(string fileName, Func<Writer, Task> write) => new Answer(fileName, write);

    /// <summary>Rows gathered to some 32 KB before they go out.</summary>
    internal sealed class Writer(Stream body, CancellationToken ct)
    {
        private const int Full = 32 * 1024;
        private readonly StringBuilder text = new(CsvText.Mark);

        public ValueTask RowAsync(params ReadOnlySpan<string?> cells)
        {
            text.AppendRow(cells);
            return text.Length < Full ? ValueTask.CompletedTask : FlushAsync();
        }

        public async ValueTask FlushAsync()
        {
            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
            text.Clear();
        }
    }

    private sealed class Answer(string fileName, Func<Writer, Task> write) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(fileName);
            httpContext.Response.ContentType = CsvText.ContentType;
            httpContext.Response.Headers.ContentDisposition = disposition.ToString();
            httpContext.Response.Headers.CacheControl = "private, no-store";
            var writer = new Writer(httpContext.Response.Body, httpContext.RequestAborted);
            await write(writer);
            await writer.FlushAsync();
        }
    }
}
