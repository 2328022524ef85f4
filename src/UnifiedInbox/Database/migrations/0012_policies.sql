-- What the gate looks at: caps, automatic answers, approved WhatsApp templates, and until when a message is held.

-- Nodes of the version before may be at work: what they write first is locked first, or each would wait for the other.
LOCK TABLE inboxes IN EXCLUSIVE MODE;
LOCK TABLE messages IN ACCESS EXCLUSIVE MODE;

ALTER TABLE inboxes
    ADD COLUMN daily_cap    int CHECK (daily_cap > 0),   -- messages a day of the team's zone; null = as many as like
    ADD COLUMN auto_replies jsonb NOT NULL DEFAULT '{}'; -- {"on", "stop", "start", "help"}: see Policies/AutoReplies

-- What left each sender on a day; only counted for those that have a cap.
CREATE TABLE sender_days (
    inbox_id uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    day      date NOT NULL,                        -- in the team's zone
    sent     int NOT NULL DEFAULT 0,
    PRIMARY KEY (inbox_id, day)
);

-- A message that is a template at the provider: content has the words as the reader sees them.
ALTER TABLE messages
    ADD COLUMN content_sid       text,
    ADD COLUMN content_variables jsonb;

-- WhatsApp's templates as Twilio has them; read again every hour and on request.
CREATE TABLE whatsapp_templates (
    id            uuid PRIMARY KEY,
    account_sid   text NOT NULL,
    sid           text NOT NULL,                   -- HX…
    name          text NOT NULL,
    language      text NOT NULL DEFAULT '',
    category      text NOT NULL DEFAULT '',        -- UTILITY, MARKETING, AUTHENTICATION
    status        text NOT NULL,                   -- approved, pending, rejected, paused, disabled, unsubmitted …
    reason        text,                            -- why it was rejected
    body          text NOT NULL DEFAULT '',        -- with {{1}}, {{2}} …
    content_type  text NOT NULL DEFAULT '',        -- twilio/text, twilio/quick-reply …
    details       jsonb NOT NULL DEFAULT '{}',     -- buttons and media of the type, as Twilio has them
    variables     jsonb NOT NULL DEFAULT '{}',     -- name of each and its sample
    synced_at     timestamptz NOT NULL,
    UNIQUE (account_sid, sid)
);

ALTER TABLE policy_decisions ADD COLUMN IF NOT EXISTS until timestamptz;

-- The whole evidence, in order, for the export.
CREATE INDEX consents_at ON consents (at, id);
