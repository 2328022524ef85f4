using UnifiedInbox.Conversations.Labels;
using UnifiedInbox.Database;

namespace UnifiedInbox.Contacts.List;

/// <summary>What the page of contacts shows.</summary>
public sealed record ContactList
{
    public required ContactFilter Filter { get; init; }
    public required FoundContacts Found { get; init; }
    public required IReadOnlyList<Label> Labels { get; init; }

    public bool IsFiltered => Filter.Search is not null || Filter.Channel is not null || Filter.Label is not null;

    /// <summary>The address of this list, or of what else shows it, from a place in it.</summary>
    public string Url(string path, string? cursor = null)
    {
        var query = new QueryString();
        if (Filter.Search is { } search) query = query.Add("search", search);
        if (Filter.Channel is { } channel) query = query.Add("channel", channel);
        if (Filter.Label is { } label) query = query.Add("label", label);
        if (cursor is not null) query = query.Add("cursor", cursor);
        return path + query;
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Page">Best matches first.</param>
/// <param name="AreSimilar">Nothing fits what was typed; these are what may have been meant.</param>
public sealed record FoundContacts(ListPage<Contact> Page, bool AreSimilar);
