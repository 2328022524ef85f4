using UnifiedInbox.Database;
using UnifiedInbox.Meaning.Learning;
using UnifiedInbox.Meaning.Text;

namespace UnifiedInbox.Meaning;

/// <summary>A classifier and which one it is; without an id the one that ships.</summary>
internal sealed record Model(Guid? Id, TextClassifier Classifier);

/// <summary>The newest models, kept by each node; what another node has trained is taken up within half a minute.</summary>
internal sealed partial class CurrentModels(Db db, TimeProvider time, ILogger<CurrentModels> logger)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private const string Newest = "SELECT id FROM meaning_models WHERE kind = @kind AND model IS NOT NULL ORDER BY trained_at DESC, id DESC LIMIT 1";

    private const string Load = "SELECT model FROM meaning_models WHERE id = @id";

    private readonly SemaphoreSlim gate = new(1);
    private long lookAfter;
    private readonly Dictionary<string, (Model Model, DateTimeOffset SeenAt)> kept = [];

    public async Task<Model> GetAsync(string kind, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            if (kept.TryGetValue(kind, out var entry) && now - entry.SeenAt < Freshness && entry.SeenAt.UtcTicks > Volatile.Read(ref lookAfter)) return entry.Model;
            var newest = await db.FindAsync<Guid?>(Newest, new { kind }, ct);
            var model = entry.Model is { } known && known.Id == newest ? known : await ReadAsync(kind, newest, ct);
            kept[kind] = (model, now);
            return model;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The next asking looks what is newest.</summary>
    public void Forget() => Volatile.Write(ref lookAfter, time.GetUtcNow().UtcTicks);

    private async Task<Model> ReadAsync(string kind, Guid? id, CancellationToken ct)
    {
        if (id is not null && await db.FindAsync<byte[]>(Load, new { id }, ct) is { } bytes)
        {
            try
            {
                return new Model(id, ModelFile.Read(bytes));
            }
            catch (InvalidDataException e)
            {
                LogUnreadable(logger, kind, e.Message); // an older program's; the next training replaces it
            }
        }
        return new Model(null, ShippedTexts.Model(kind));
    }

    [LoggerMessage(LogLevel.Warning, "The {Kind} model in the database cannot be used, the shipped one is: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string kind, string reason);
}
