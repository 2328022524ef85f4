using Dapper;
using Npgsql;
using UnifiedInbox.Accounts;
using UnifiedInbox.Contacts;
using UnifiedInbox.Contacts.List;
using UnifiedInbox.Database;
using UnifiedInbox.TeamSettings;

namespace UnifiedInbox.Search;

/// <summary>Finds messages, people and notes by words, as far as the caller may see them; messages newest first.</summary>
internal sealed class SearchEverything(Db db, ListContacts contacts, SettingsStore settings)
{
    /// <summary>What one search may take of the database, all in all.</summary>
    private const string Patience = "SET LOCAL statement_timeout = '2s'; SET LOCAL plan_cache_mode = force_custom_plan;";
    private const int MostContacts = 5;
    private const int MostNotes = 5;
    private const int MostSenders = 50;

    /// <summary>Null = all there are: nothing to filter by.</summary>
    private const string Inboxes = "SELECT array_agg(id) FILTER (WHERE can_use_inbox(@userId, id)) AS usable, bool_and(can_use_inbox(@userId, id)) AS is_all FROM inboxes";

    private const string ByWords = """
        SELECT message_id,
               at
          FROM search_messages(search_query(@words, @phrases, @without), @inboxes, @channel, @direction, @contacts, @author, @from, @to, @at, @id, @limit, interval '300 milliseconds')
        """;

    /// <summary>Without words the timeline's own indexes are the shortest way.</summary>
    private const string ByFilters = """
        SELECT m.id AS message_id,
               m.at
          FROM messages m
         WHERE m.at >= @from
           AND m.at < @to
           AND (m.at, m.id) < (@at, @id)
           AND NOT m.is_spam
           AND (@inboxes::uuid[] IS NULL OR m.inbox_id = ANY (@inboxes))
           AND (@channel::text IS NULL OR m.channel = @channel)
           AND (@direction::text IS NULL OR m.direction = @direction)
           AND (@contacts::uuid[] IS NULL OR m.contact_id = ANY (@contacts))
           AND (@author::uuid IS NULL OR m.author_id = @author)
         ORDER BY m.at DESC, m.id DESC
         LIMIT @limit
        """;

    private const string Show = """
        SELECT m.id,
               m.conversation_id,
               m.contact_id,
               coalesce(nullif(p.name, ''), p.phone, p.email, '') AS name,
               m.channel,
               m.direction,
               m.subject,
               m.at,
               ts_headline('inbox', translate(left(concat_ws(' ', m.subject, m.content), 20000), E'\u0001\u0002<>', E'  \u0003\u0004'), coalesce(search_query(@words, @phrases, '{}'), ''::tsquery),
                   E'StartSel=\u0001, StopSel=\u0002, MaxWords=30, MinWords=12') AS snippet,
               ARRAY(SELECT a.name FROM attachments a WHERE a.message_id = m.id ORDER BY a.position) AS attachments
          FROM unnest(@ids) AS f (id)
          JOIN messages m ON m.id = f.id
          JOIN contacts p ON p.id = m.contact_id
         WHERE NOT m.is_spam
           AND (@inboxes::uuid[] IS NULL OR m.inbox_id = ANY (@inboxes))
         ORDER BY m.at DESC, m.id DESC
        """;

    private const string Notes = """
        SELECT n.id,
               n.contact_id,
               coalesce(nullif(p.name, ''), p.phone, p.email, '') AS name,
               n.at,
               ts_headline('inbox', translate(regexp_replace(left(n.content, 20000), '@\[([^]]*)\]\([0-9a-f-]*\)', '@\1', 'g'), E'\u0001\u0002<>', E'  \u0003\u0004'), q.query,
                   E'StartSel=\u0001, StopSel=\u0002, MaxWords=30, MinWords=12') AS snippet
          FROM (SELECT search_query(@words, @phrases, @without) AS query) q
          JOIN notes n ON search_vector(n.content) @@ q.query
          JOIN contacts p ON p.id = n.contact_id
         WHERE can_see_note(n, @userId)
           AND n.at >= @from
           AND n.at < @to
         ORDER BY n.at DESC, n.id DESC
         LIMIT @limit
        """;

    public async Task<SearchOutcome> RunAsync(Caller caller, SearchText search, Cursor? after, int limit, CancellationToken ct)
    {
        if (search.IsEmpty) return new SearchOutcome.Found(FoundThings.Nothing);
        try
        {
            return new SearchOutcome.Found(await db.InTransactionAsync(async connection =>
            {
                await connection.ExecuteAsync(new CommandDefinition(Patience, cancellationToken: ct));
                return await FindAsync(connection, caller, search, after, limit, ct);
            }, ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            return new SearchOutcome.TooSlow();
        }
    }

    private async Task<FoundThings> FindAsync(NpgsqlConnection connection, Caller caller, SearchText search, Cursor? after, int limit, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(caller.TimeZone ?? await settings.GetAsync(GeneralSettings.TimeZoneKey, "UTC", ct));
        var mine = string.Equals(search.From, "me", StringComparison.OrdinalIgnoreCase);
        Guid[]? senders = null;
        if (search.From is { } from && !mine && (senders = await SendersAsync(from, ct)).Length == 0) return FoundThings.Nothing;
        var (usable, isAll) = await connection.QuerySingleAsync<(Guid[]? Usable, bool? IsAll)>(new CommandDefinition(Inboxes, new { userId = caller.UserId }, cancellationToken: ct));
        var parameters = new
        {
            userId = caller.UserId,
            words = search.Words.ToArray(),
            phrases = search.Phrases.ToArray(),
            without = search.Without.ToArray(),
            inboxes = isAll == true ? null : usable ?? [],
            channel = search.Channel,
            direction = search.From is null ? null : mine ? "outbound" : "inbound",
            contacts = senders,
            author = mine ? caller.UserId : (Guid?)null,
            from = search.After is { } first ? Analytics.FigureFilter.DayStart(first, zone) : DateTimeOffset.UnixEpoch,
            to = search.Before is { } last ? Analytics.FigureFilter.DayStart(last, zone) : new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            at = after?.At ?? new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            id = after?.Id ?? Guid.AllBitsSet,
            limit = limit + 1,
        };
        var messages = await MessagesAsync(connection, search, parameters, parameters.inboxes, limit, ct);
        if (after is not null || !search.HasTerms || search.From is not null || search.Channel is not null) return new(messages, [], []);
        var notes = await connection.QueryAsync<FoundNote>(new CommandDefinition(Notes, new
        {
            parameters.userId, parameters.words, parameters.phrases, parameters.without, parameters.from, parameters.to, limit = MostNotes,
        }, cancellationToken: ct));
        return new(messages, await PeopleAsync(search, ct), [.. notes.Select(note => note with { Snippet = Snippet.Html(note.Snippet, search) })]);
    }

    private static async Task<ListPage<FoundMessage>> MessagesAsync(NpgsqlConnection connection, SearchText search, object parameters, Guid[]? inboxes, int limit, CancellationToken ct)
    {
        var hits = (await connection.QueryAsync<Hit>(new CommandDefinition(search.HasTerms ? ByWords : ByFilters, parameters, cancellationToken: ct))).AsList();
        Cursor? next = null;
        if (hits is [.., { MessageId: null } stopped]) next = new Cursor(stopped.At, Guid.AllBitsSet);
        else if (hits.Count > limit) next = new Cursor(hits[limit - 1].At, hits[limit - 1].MessageId!.Value);
        var ids = hits.Where(hit => hit.MessageId is not null).Take(limit).Select(hit => hit.MessageId!.Value).ToArray();
        var shown = await connection.QueryAsync<FoundMessage>(new CommandDefinition(
            Show, new { ids, inboxes, words = search.Words.ToArray(), phrases = search.Phrases.ToArray() }, cancellationToken: ct));
        return new([.. shown.Select(message => message with { Snippet = Snippet.Html(message.Snippet, search) })], next?.ToString());
    }

    /// <summary>People whose name or address fits, also with a slip of the keyboard.</summary>
    private async Task<Guid[]> SendersAsync(string name, CancellationToken ct) =>
        await contacts.RunAsync(new ContactFilter(name), ContactCursor.Start, MostSenders, ct) is { } found ? [.. found.Page.Items.Select(contact => contact.Id)] : [];

    private async Task<IReadOnlyList<Contact>> PeopleAsync(SearchText search, CancellationToken ct) =>
        await contacts.RunAsync(new ContactFilter(search.Plain), ContactCursor.Start, MostContacts, ct) is { } found ? found.Page.Items : [];

    private sealed record Hit
    {
        public Guid? MessageId { get; init; }
        public DateTimeOffset At { get; init; }
    }
}
