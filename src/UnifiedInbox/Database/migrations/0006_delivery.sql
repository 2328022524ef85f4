-- What makes sending and receiving safe: lanes, the ledger of attempts, the journal of raw events, decisions.

-- One row per conversation and channel that ever sent. A lane is claimed before its message, so two workers can never
-- have two messages of one conversation in flight.
CREATE TABLE send_lanes (
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    channel         text NOT NULL,
    due_at          timestamptz,                   -- when the lane has to be looked at next; null = nothing to do
    lease_owner     uuid,                          -- the node that is sending
    lease_until     timestamptz,
    PRIMARY KEY (conversation_id, channel)
);
CREATE INDEX send_lanes_due ON send_lanes (due_at) WHERE due_at IS NOT NULL;

-- The pace of each sender, shared by all nodes.
CREATE TABLE sender_rates (
    inbox_id     uuid PRIMARY KEY REFERENCES inboxes ON DELETE CASCADE,
    next_free_at timestamptz NOT NULL DEFAULT now()
);

-- The send ledger: a row is written before the provider is called. No outcome = nobody knows.
CREATE TABLE delivery_attempts (
    at           timestamptz NOT NULL,             -- started
    message_id   uuid NOT NULL,
    number       int NOT NULL,
    node         uuid NOT NULL,
    finished_at  timestamptz,
    outcome      text,                             -- accepted, transient, permanent, unknown
    provider_id  text,
    error_code   text,
    error_text   text,
    raw          text,
    PRIMARY KEY (message_id, number, at)
) PARTITION BY RANGE (at);
CREATE TABLE delivery_attempts_default PARTITION OF delivery_attempts DEFAULT;
SELECT ensure_partitions('delivery_attempts', 12);

-- Raw webhooks as they came, so that they can be replayed after a fix.
CREATE TABLE inbound_events (
    at         timestamptz NOT NULL,
    id         uuid NOT NULL,
    provider   text NOT NULL,
    kind       text NOT NULL,                      -- message, status, sweep
    event_key  text NOT NULL,                      -- the provider's id (with the status for callbacks)
    headers    jsonb NOT NULL DEFAULT '{}',
    body       text NOT NULL,
    handled_at timestamptz,
    error      text,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
-- For equality and for the beginning of a key, whatever the database's collation.
CREATE INDEX inbound_events_key ON inbound_events (event_key text_pattern_ops);
CREATE INDEX inbound_events_unhandled ON inbound_events (at) WHERE handled_at IS NULL;
CREATE TABLE inbound_events_default PARTITION OF inbound_events DEFAULT;
SELECT ensure_partitions('inbound_events', 12);

-- A status callback that overtook our own commit waits here for its message.
CREATE TABLE parked_reports (
    provider    text NOT NULL,
    provider_id text NOT NULL,
    status      text NOT NULL,
    error_code  text NOT NULL DEFAULT '',
    at          timestamptz NOT NULL,
    PRIMARY KEY (provider, provider_id, status, error_code)
);
CREATE INDEX parked_reports_at ON parked_reports (at);

-- The gate's word on every message, at each asking.
CREATE TABLE policy_decisions (
    id         uuid PRIMARY KEY,
    message_id uuid REFERENCES messages ON DELETE CASCADE, -- null: refused before there was a message
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    stage      text NOT NULL CHECK (stage IN ('enqueue', 'claim')),
    outcome    text NOT NULL CHECK (outcome IN ('allowed', 'refused', 'held')),
    rule       text NOT NULL,
    reason     text,
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX policy_decisions_message ON policy_decisions (message_id, at);
