using System.Text.Json;

namespace UnifiedInbox.Contacts;

/// <summary>A person outside, with every address they are known by.</summary>
public record Contact
{
    /// <summary>What fills this record, from <c>contacts c</c>.</summary>
    public const string Columns = """
               c.id,
               c.name,
               c.phone,
               c.email,
               c.social_handles,
               c.metadata,
               c.time_zone,
               c.member_since,
               c.plan,
               c.price,
               c.created_at,
               c.updated_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'value', a.value, 'raw', a.raw, 'isPrimary', a.is_primary)
                                          ORDER BY a.is_primary DESC, a.created_at, a.id), '[]')
                  FROM contact_addresses a
                 WHERE a.contact_id = c.id) AS address_list,
               ARRAY(SELECT DISTINCT k.channel FROM contact_channels k WHERE k.contact_id = c.id ORDER BY k.channel) AS channels,
               ARRAY(SELECT l.name::text FROM labels l WHERE l.id = ANY (c.labels) ORDER BY l.name) AS labels
        """;

    public Guid Id { get; init; }

    /// <summary>Empty where only an address is known.</summary>
    public string Name { get; init; } = "";

    /// <summary>The primary phone address, E.164.</summary>
    public string? Phone { get; init; }

    /// <summary>The primary email address.</summary>
    public string? Email { get; init; }

    /// <summary>JSON object text.</summary>
    public string SocialHandles { get; init; } = "{}";

    /// <summary>JSON object text.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>IANA name, or null.</summary>
    public string? TimeZone { get; init; }

    public DateTimeOffset? MemberSince { get; init; }
    public string? Plan { get; init; }
    public string? Price { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where they can be met: <c>sms</c>, <c>whatsapp</c>, <c>email</c>.</summary>
    public string[] Channels { get; init; } = [];

    /// <summary>Names of the labels they carry themselves, whatever their conversations do.</summary>
    public string[] Labels { get; init; } = [];

    /// <summary>JSON text of <see cref="Addresses"/>, as the database gives it.</summary>
    public string AddressList { get; init; } = "[]";

    /// <summary>Primary ones first, then in the order they became known.</summary>
    public IReadOnlyList<ContactAddress> Addresses =>
        field ??= JsonSerializer.Deserialize<List<ContactAddress>>(AddressList, JsonSerializerOptions.Web) ?? [];

    /// <summary>What to call somebody in one line.</summary>
    public string DisplayName => Name.Length > 0 ? Name : Addresses.Count > 0 ? Addresses[0].Text : "Unknown";
}

/// <summary>One of a contact's addresses.</summary>
public sealed record ContactAddress
{
    public Guid Id { get; init; }

    /// <summary>One of <see cref="AddressKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The one spelling it is stored and compared in.</summary>
    public string Value { get; init; } = "";

    /// <summary>As it was typed or received.</summary>
    public string? Raw { get; init; }

    /// <summary>The one of its kind to write to unless said otherwise.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>As people read it: telephone numbers in groups.</summary>
    public string Text => Kind == AddressKind.Phone && PhoneNumbers.PhoneNumber.TryParse(Value, null, out var number, out _) && number.IsPossible
        ? number.FormatInternational()
        : Value;
}
