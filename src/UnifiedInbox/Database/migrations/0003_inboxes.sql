-- The numbers and mailboxes we own.

CREATE TABLE inboxes (
    id                  uuid PRIMARY KEY,
    name                text NOT NULL,
    channel             text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
    address             text NOT NULL,             -- E.164, short code or mail address; without the 'whatsapp:' prefix
    provider            text NOT NULL,             -- twilio, simulator …: the folder under Channels/ that sends for it
    settings            jsonb NOT NULL DEFAULT '{}', -- the provider's own, without secrets
    secrets             text,                      -- encrypted with SECRET_KEY
    from_environment    boolean NOT NULL DEFAULT false,
    is_default          boolean NOT NULL DEFAULT false, -- the sender for a first message on this channel
    open_to_all         boolean NOT NULL DEFAULT true,  -- false: only the agents named in inbox_access
    segments_per_second numeric(8, 2) NOT NULL DEFAULT 1 CHECK (segments_per_second >= 0), -- 0 = no limit
    swept_until         timestamptz,               -- everything the provider received before this has been taken in
    disabled_at         timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel, address)
);
CREATE UNIQUE INDEX inboxes_default ON inboxes (channel) WHERE is_default;

CREATE TABLE inbox_access (
    inbox_id uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (inbox_id, user_id)
);
CREATE INDEX inbox_access_user ON inbox_access (user_id);
