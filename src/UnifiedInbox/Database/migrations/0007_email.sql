-- Email in the same timeline: threads inside a conversation, the ids mails are known by, what a mail is besides its text.

-- One subject of a conversation. An unrelated subject starts another one beside it.
CREATE TABLE email_threads (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    inbox_id        uuid NOT NULL REFERENCES inboxes,
    subject         text NOT NULL DEFAULT '',      -- as the first mail had it, cut to 500 characters
    base_key        text NOT NULL DEFAULT '',      -- BaseSubject.Key: what stays without prefixes; empty joins nothing
    mailbox_key     text,                          -- 'gmail:…' or 'index:…': the mailbox's own word on what belongs together
    last_at         timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX email_threads_conversation ON email_threads (conversation_id, last_at DESC);
CREATE INDEX email_threads_subject ON email_threads (inbox_id, base_key, last_at DESC) WHERE base_key <> '';
CREATE INDEX email_threads_mailbox ON email_threads (inbox_id, mailbox_key) WHERE mailbox_key IS NOT NULL;

ALTER TABLE messages
    ADD CONSTRAINT messages_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES email_threads ON DELETE SET NULL,
    ADD COLUMN from_name  text,                    -- as the mail's From had it
    ADD COLUMN to_all     text[] NOT NULL DEFAULT '{}', -- all of To, each 'Name <address>' or an address; to_address is the one that counts
    ADD COLUMN reply_to   text,                    -- where an answer is asked to go, if elsewhere
    ADD COLUMN reply_text text,                    -- the new words without quotes and signature; null = content is all new
    ADD COLUMN automatic  text CHECK (automatic IN ('auto_reply', 'machine', 'bulk', 'bounce', 'complaint', 'receipt')), -- null = a person wrote it
    ADD COLUMN joined_by  text,                    -- why it stands in its thread: reference, reply_token, mailbox_thread, subject, new
    ADD COLUMN raw_sha256 bytea,                   -- the mail as it came (or went), in the attachment store
    ADD COLUMN opened_at  timestamptz,
    ADD COLUMN clicked_at timestamptz;

-- Every id a mail may be named by in an answer: our own, and the one a provider put in its place. Lower-case after the @.
CREATE TABLE email_ids (
    key        text NOT NULL,                      -- MessageIds.Key
    message_id uuid NOT NULL REFERENCES messages ON DELETE CASCADE,
    PRIMARY KEY (key, message_id)
);
CREATE INDEX email_ids_message ON email_ids (message_id);

ALTER TABLE attachments
    ADD COLUMN content_id text,                    -- named as cid: by the mail's HTML, without brackets
    ADD COLUMN is_inline  boolean NOT NULL DEFAULT false;

-- Files an agent has put up and not sent yet; named by id in a message, gone after a day.
CREATE TABLE uploads (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text NOT NULL,
    content_type text NOT NULL,
    size         bigint NOT NULL,
    sha256       bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX uploads_created ON uploads (created_at);

-- An address that bounced for good or complained: suppressed until an admin lifts it ('opted_in' by an agent).
ALTER TABLE consents DROP CONSTRAINT consents_state_check;
ALTER TABLE consents ADD CONSTRAINT consents_state_check CHECK (state IN ('opted_out', 'opted_in', 'suppressed'));
