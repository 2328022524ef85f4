-- The people outside, and every address they write from.

CREATE TABLE contacts (
    id             uuid PRIMARY KEY,
    name           text NOT NULL DEFAULT '',
    phone          text,                           -- mirror of the primary phone address, for display
    email          text,                           -- mirror of the primary email address
    social_handles jsonb NOT NULL DEFAULT '{}',
    metadata       jsonb NOT NULL DEFAULT '{}',
    time_zone      text,                           -- IANA
    member_since   timestamptz,
    plan           text,
    price          text,
    search_text    text NOT NULL DEFAULT '',       -- folded name and addresses; kept by contact_search_text()
    -- What lists are sorted by, the nameless last. Cut so that an index entry stays under a third of a page.
    sort_name      text COLLATE "C" NOT NULL GENERATED ALWAYS AS (CASE WHEN name = '' THEN chr(1114109) ELSE left(fold(name), 50) END) STORED,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contacts_search ON contacts USING gin (search_text gin_trgm_ops);
-- Walked in order and searched on the way: with the text in the index, the worst search reads no table.
CREATE INDEX contacts_name ON contacts (sort_name, id) INCLUDE (search_text);

CREATE TABLE contact_addresses (
    id         uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('phone', 'email', 'whatsapp_id', 'short_code', 'alphanumeric')),
    value      text NOT NULL UNIQUE,               -- normalised: the one place of uniqueness
    raw        text,                               -- as it was typed or received
    is_primary boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX contact_addresses_contact ON contact_addresses (contact_id);
CREATE UNIQUE INDEX contact_addresses_primary ON contact_addresses (contact_id, kind) WHERE is_primary;

-- Append-only evidence: who may be written to by which of our senders. The latest row counts.
CREATE TABLE consents (
    id        uuid PRIMARY KEY,
    inbox_id  uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    address   text NOT NULL,
    channel   text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
    state     text NOT NULL CHECK (state IN ('opted_out', 'opted_in')),
    source    text NOT NULL,                       -- keyword, provider, agent, import …
    wording   text,                                -- what the person wrote, or the provider's code
    by_user   uuid REFERENCES users ON DELETE SET NULL,
    at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX consents_latest ON consents (address, inbox_id, channel, at DESC, id DESC);

-- What stays of a deleted person who had opted out: a keyed hash, so that an import cannot text them again.
CREATE TABLE opted_out_hashes (
    hash     bytea NOT NULL,                       -- HMAC-SHA-256 of the normalised address under SECRET_KEY
    inbox_id uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    channel  text NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (hash, inbox_id, channel)
);
