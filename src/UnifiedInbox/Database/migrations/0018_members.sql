-- The contact as a member: what they use, have and pay, told by other systems; and how their conversations went.

-- Other systems' names for a contact: 'stripe:cus_…', or 'member:…' as their own program calls them.
CREATE TABLE member_ids (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    key        text NOT NULL UNIQUE,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX member_ids_contact ON member_ids (contact_id);

CREATE TABLE member_events (
    id           uuid PRIMARY KEY,
    contact_id   uuid REFERENCES contacts ON DELETE CASCADE, -- null: nobody we know yet
    source       text NOT NULL CHECK (source IN ('api', 'csv', 'stripe')),
    event_id     text NOT NULL,                    -- as its source calls it
    owner        text NOT NULL,                    -- within which event_id is unique: the contact or the key as it was when the event came
    keys         text[] NOT NULL,                  -- who it is about: 'id:…', 'addr:…', 'stripe:…', 'member:…'; the first one is what was said
    type         text NOT NULL CHECK (type IN ('feature_used', 'plan_changed', 'payment', 'refund', 'entitlements_changed', 'custom')),
    name         text NOT NULL,                    -- the feature, the plan, what was paid for; of a custom event its own type
    quantity     bigint,                           -- how often a feature was used
    plan         text,                             -- null with plan_changed: they have none any more
    amount       bigint,                           -- minor units (cents): paid, refunded, or the plan's price
    currency     text CHECK (currency ~ '^[A-Z]{3}$'),
    price        text,                             -- of the plan, in words: $29/mo
    reference    text,                             -- the invoice or charge; one invoice is one payment, however many events tell of it
    features     jsonb,                            -- [{"name", "limit"}]: all they are entitled to from then on
    member_since timestamptz,
    data         jsonb NOT NULL DEFAULT '{}',      -- whatever else was told
    at           timestamptz NOT NULL,             -- when it happened
    received_at  timestamptz NOT NULL,
    UNIQUE (owner, source, event_id)
);
CREATE INDEX member_events_contact ON member_events (contact_id, at DESC, id DESC);
CREATE INDEX member_events_type ON member_events (contact_id, type, at DESC, id DESC);
CREATE INDEX member_events_features ON member_events (contact_id, at DESC) WHERE features IS NOT NULL;
CREATE INDEX member_events_again ON member_events (source, event_id);
CREATE UNIQUE INDEX member_events_paid_once ON member_events (source, reference) WHERE type = 'payment' AND source = 'stripe';
CREATE INDEX member_events_pending ON member_events USING gin (keys) WHERE contact_id IS NULL;
CREATE INDEX member_events_pending_age ON member_events (received_at) WHERE contact_id IS NULL;

-- How a conversation stood, and since when.
CREATE TABLE conversation_statuses (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    contact_id      uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    from_status     text NOT NULL,
    to_status       text NOT NULL,
    at              timestamptz NOT NULL
);
CREATE INDEX conversation_statuses_timeline ON conversation_statuses (contact_id, at DESC, id DESC);
CREATE INDEX conversation_statuses_conversation ON conversation_statuses (conversation_id, at);

CREATE FUNCTION remember_status() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation_statuses (conversation_id, contact_id, from_status, to_status, at)
    VALUES (new.id, new.contact_id, old.status, new.status, new.updated_at);
    RETURN NULL;
END $$;
CREATE TRIGGER conversations_remember_status AFTER UPDATE OF status ON conversations
    FOR EACH ROW WHEN (old.status <> new.status) EXECUTE FUNCTION remember_status();

-- A link by which a contact makes a member's account.
ALTER TABLE account_links
    ADD COLUMN contact_id uuid REFERENCES contacts ON DELETE CASCADE,
    DROP CONSTRAINT account_links_role_check,
    ADD CONSTRAINT account_links_role_check CHECK (role IN ('admin', 'agent', 'member'));
CREATE INDEX account_links_contact ON account_links (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX users_contact ON users (contact_id) WHERE contact_id IS NOT NULL;
