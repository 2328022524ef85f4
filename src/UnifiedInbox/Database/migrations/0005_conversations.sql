-- One timeline per person, one inbox per team.

CREATE TABLE labels (
    id         uuid PRIMARY KEY,
    name       citext NOT NULL UNIQUE,
    colour     text NOT NULL DEFAULT 'neutral',
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE conversations (
    id                uuid PRIMARY KEY,
    contact_id        uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    inbox_id          uuid NOT NULL REFERENCES inboxes,
    status            text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'closed')),
    snoozed_until     timestamptz,
    assignee_id       uuid REFERENCES users ON DELETE SET NULL,
    labels            uuid[] NOT NULL DEFAULT '{}',
    waiting_since     timestamptz,                 -- first inbound message nobody has answered yet
    last_message_id   uuid,
    last_preview      text NOT NULL DEFAULT '',
    last_direction    text,
    last_channel      text,
    last_at           timestamptz NOT NULL DEFAULT now(),
    last_inbound_at   timestamptz,                 -- opens WhatsApp's window; unread = later than the person's last read
    last_outbound_at  timestamptz,
    closed_at         timestamptz,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX conversations_one_live ON conversations (contact_id, inbox_id) WHERE status <> 'closed';
CREATE INDEX conversations_contact ON conversations (contact_id, inbox_id, last_at DESC);
-- The list: a short walk by key in each inbox the person may use, then a merge. Starting from the inbox makes the cost the
-- same for whoever sees all inboxes or one, and at any age of the history.
CREATE INDEX conversations_inbox ON conversations (inbox_id, status, last_at DESC, id DESC);
CREATE INDEX conversations_unassigned ON conversations (inbox_id, status, last_at DESC, id DESC) WHERE assignee_id IS NULL;
-- Partial where most rows would be empty: every inbound message moves last_at, and so pays for each index its row is in.
CREATE INDEX conversations_assigned ON conversations (assignee_id, status, last_at DESC, id DESC) WHERE assignee_id IS NOT NULL;
CREATE INDEX conversations_labels ON conversations USING gin (labels) WHERE labels <> '{}';
CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE status = 'snoozed';

CREATE TABLE conversation_reads (
    user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    last_read_at    timestamptz NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
);
CREATE INDEX conversation_reads_conversation ON conversation_reads (conversation_id);

CREATE TABLE messages (
    id              uuid PRIMARY KEY,
    contact_id      uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    inbox_id        uuid NOT NULL REFERENCES inboxes,
    author_id       uuid REFERENCES users ON DELETE SET NULL,
    channel         text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
    direction       text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    status          text NOT NULL CHECK (status IN ('held', 'scheduled', 'queued', 'sending', 'unconfirmed', 'sent',
                        'delivered', 'read', 'failed', 'canceled', 'received')),
    subject         text,
    content         text NOT NULL DEFAULT '',
    html            text,
    from_address    text NOT NULL,
    to_address      text NOT NULL,
    cc              text[] NOT NULL DEFAULT '{}',
    bcc             text[] NOT NULL DEFAULT '{}',
    media_urls      text[] NOT NULL DEFAULT '{}',  -- outbound media the provider fetches
    provider        text NOT NULL,
    provider_id     text,
    rfc_message_id  text,
    in_reply_to     text,
    rfc_references  text[] NOT NULL DEFAULT '{}',
    thread_id       uuid,
    imap_uid        bigint,
    error_code      text,
    error_text      text,                          -- a sentence an agent understands
    wait_reason     text,                          -- why it has not left yet
    attempts        int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    scheduled_at    timestamptz,
    sent_at         timestamptz,
    delivered_at    timestamptz,
    read_at         timestamptz,
    metadata        jsonb NOT NULL DEFAULT '{}',
    at              timestamptz NOT NULL,          -- inbound: the provider's time; outbound: first hand-over, until then when written
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 85);
CREATE UNIQUE INDEX messages_provider ON messages (provider, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX messages_timeline ON messages (contact_id, at DESC, id DESC);
CREATE INDEX messages_conversation ON messages (conversation_id, at DESC, id DESC);
CREATE INDEX messages_newest ON messages (at DESC, id DESC);
-- What the dispatcher may still have to do: small whatever the history.
CREATE INDEX messages_pending ON messages (conversation_id, channel, created_at, id)
    WHERE status IN ('held', 'scheduled', 'queued', 'sending', 'unconfirmed');
-- The second guard of "one in flight per conversation and channel".
CREATE UNIQUE INDEX messages_one_in_flight ON messages (conversation_id, channel) WHERE status = 'sending';

CREATE TABLE attachments (
    id              uuid PRIMARY KEY,
    message_id      uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    position        int NOT NULL DEFAULT 0,
    name            text NOT NULL,
    content_type    text NOT NULL,                 -- the sender's claim until stored, then what the bytes are
    size            bigint,
    sha256          bytea,                         -- also where the bytes are in the store
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'stored', 'failed')),
    source_url      text,                          -- where the provider keeps it
    error_text      text,
    attempts        int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz DEFAULT now(),
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (message_id, position)
);
CREATE INDEX attachments_pending ON attachments (next_attempt_at) WHERE status = 'pending';
CREATE INDEX attachments_bytes ON attachments (sha256);

-- Bytes whose last attachment may be gone with a deleted person; a worker looks and removes them from the store.
CREATE TABLE doomed_files (
    sha256 bytea PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now()
);
