-- Mail that comes in: where each mailbox stands, which mail is known, who takes part, who is blocked.

-- Nodes of the version before may be at work: what they write first is locked first, or each would wait for the other.
LOCK TABLE inboxes, conversations IN EXCLUSIVE MODE;
LOCK TABLE messages IN ACCESS EXCLUSIVE MODE;

-- One row per mailbox we read. The lease says which node reads it; the rest is what the settings page shows.
CREATE TABLE mailbox_states (
    inbox_id        uuid PRIMARY KEY REFERENCES inboxes ON DELETE CASCADE,
    lease_owner     uuid,                          -- the node that reads it
    lease_until     timestamptz,
    status          text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'syncing', 'connected', 'retrying', 'stopped')),
    error_code      text,
    error_text      text,                          -- a sentence for people
    server_text     text,                          -- the server's own words, to be shown as a quotation
    failures        int NOT NULL DEFAULT 0,        -- connections that failed one after the other
    next_attempt_at timestamptz,                   -- not before; null with 'stopped' = not until the settings change
    settings_mark   text,                          -- of the settings that were refused: others are tried at once
    asked_at        timestamptz,                   -- somebody wants it looked at now
    checked_at      timestamptz,                   -- when everything had last been looked at
    connected_at    timestamptz,
    first_sync_done timestamptz,
    fetched         bigint NOT NULL DEFAULT 0,     -- mails, ever
    stored          bigint NOT NULL DEFAULT 0,
    duplicates      bigint NOT NULL DEFAULT 0,
    failed          bigint NOT NULL DEFAULT 0
);

-- How far a folder has been read. A UID means something only together with its UIDVALIDITY.
CREATE TABLE mailbox_folders (
    inbox_id     uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    folder       text NOT NULL,                    -- as the server writes it
    uid_validity bigint NOT NULL,
    last_uid     bigint NOT NULL DEFAULT 0,        -- everything up to here is stored, or recorded as failed
    started_at   timestamptz NOT NULL,             -- of the first sync: what is much older was read long ago
    newest_at    timestamptz,                      -- INTERNALDATE of the newest mail stored
    total        int NOT NULL DEFAULT 0,           -- of the sync under way
    done         int NOT NULL DEFAULT 0,
    PRIMARY KEY (inbox_id, folder)
);

-- Every mail seen in a mailbox. Stays when its message is deleted with a person: a tombstone, so that it does not come back.
CREATE TABLE mailbox_mails (
    inbox_id     uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    folder       text NOT NULL,
    uid_validity bigint NOT NULL,
    uid          bigint NOT NULL,
    message_id   uuid REFERENCES messages ON DELETE SET NULL,
    rfc_key      text NOT NULL DEFAULT '',         -- Message-ID as compared; what re-attaches a mail when UIDVALIDITY changed
    size         bigint NOT NULL DEFAULT 0,        -- as the server counts
    received_at  timestamptz NOT NULL,             -- INTERNALDATE
    PRIMARY KEY (inbox_id, folder, uid_validity, uid)
);
CREATE INDEX mailbox_mails_message ON mailbox_mails (message_id);

-- Mails that could not be stored: tried again, shown as what they are after the third time.
CREATE TABLE mailbox_failures (
    inbox_id     uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    folder       text NOT NULL,
    uid_validity bigint NOT NULL,
    uid          bigint NOT NULL,
    failures     int NOT NULL DEFAULT 1,
    error        text NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (inbox_id, folder, uid_validity, uid)
);

-- What a deleted mail was, for mailboxes that bring it again under another UID.
CREATE TABLE email_tombstones (
    inbox_id     uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    content_hash bytea NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (inbox_id, content_hash)
);

ALTER TABLE messages
    ADD COLUMN content_hash bytea,                 -- of what its writer wrote: the same mail on two ways has the same
    ADD COLUMN is_spam      boolean NOT NULL DEFAULT false; -- its sender was blocked when it came
CREATE INDEX messages_content_hash ON messages (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX messages_raw ON messages (raw_sha256) WHERE raw_sha256 IS NOT NULL;
CREATE INDEX messages_email_thread ON messages (thread_id, at) WHERE thread_id IS NOT NULL;

-- Ids that mails of a thread answer, of mails we have not seen: when one comes it belongs there, whatever the order.
CREATE TABLE email_awaited (
    key       text NOT NULL,
    inbox_id  uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    thread_id uuid NOT NULL REFERENCES email_threads ON DELETE CASCADE,
    PRIMARY KEY (key, inbox_id)
);
CREATE INDEX email_awaited_thread ON email_awaited (thread_id);

-- Who else takes part in a conversation by mail, besides its contact.
CREATE TABLE conversation_participants (
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    address         text NOT NULL,                 -- normalised
    name            text NOT NULL DEFAULT '',
    role            text NOT NULL CHECK (role IN ('from', 'to', 'cc')),
    since           timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, address)
);

-- Whose mail goes to spam.
CREATE TABLE blocked_senders (
    address    text PRIMARY KEY,                   -- normalised
    by_user    uuid REFERENCES users ON DELETE SET NULL,
    at         timestamptz NOT NULL DEFAULT now()
);

-- A deleted message leaves what recognises its mail, and its raw file goes when nobody else's is the same.
CREATE FUNCTION remember_deleted_email() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF old.content_hash IS NOT NULL THEN
        INSERT INTO email_tombstones (inbox_id, content_hash) VALUES (old.inbox_id, old.content_hash) ON CONFLICT DO NOTHING;
    END IF;
    IF old.raw_sha256 IS NOT NULL THEN
        INSERT INTO doomed_files (sha256) VALUES (old.raw_sha256) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER messages_remember_deleted_email AFTER DELETE ON messages
    FOR EACH ROW WHEN (old.channel = 'email') EXECUTE FUNCTION remember_deleted_email();
