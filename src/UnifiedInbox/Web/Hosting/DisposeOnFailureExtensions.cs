namespace UnifiedInbox.Web.Hosting;

/// <summary>For steps of which each needs what the former opened.</summary>
internal static class DisposeOnFailureExtensions
{
    public static async Task<T> DisposeOnFailure<T>(this Task<T> step, IDisposable opened)
    {
        try
        {
            return await step;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public static async Task DisposeOnFailure(this Task step, IAsyncDisposable opened)
    {
        try
        {
            await step;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
