-- Sending later. The message row stays the job: 'scheduled' until scheduled_at, and its lane's due_at says when to look.

-- What makes one message follow another: the next row is written in the transaction that takes the former one.
CREATE TABLE schedules (
    id         uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    inbox_id   uuid NOT NULL REFERENCES inboxes,
    channel    text NOT NULL,
    to_address text NOT NULL,
    rule       text NOT NULL,                      -- RFC 5545 RRULE, as far as Recurrence reads it
    time_zone  text NOT NULL,                      -- IANA; the times below are its wall clock
    starts     timestamp NOT NULL,
    latest     timestamp NOT NULL,                 -- of the latest message made
    made       int NOT NULL DEFAULT 1,
    cancel_on_reply boolean NOT NULL DEFAULT false,
    ended_at   timestamptz,
    end_reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX schedules_contact ON schedules (contact_id);
CREATE INDEX schedules_running ON schedules (to_address) WHERE ended_at IS NULL;

ALTER TABLE messages
    ADD COLUMN schedule_id     uuid REFERENCES schedules ON DELETE SET NULL,
    ADD COLUMN occurrence      int,                -- 1 is the first message of its schedule
    ADD COLUMN cancel_on_reply boolean NOT NULL DEFAULT false,
    ADD COLUMN undo            jsonb;              -- the conversation as it was, while sending can be taken back
-- No crash makes the same occurrence twice.
CREATE UNIQUE INDEX messages_occurrence ON messages (schedule_id, occurrence) WHERE schedule_id IS NOT NULL;
CREATE INDEX messages_scheduled ON messages (scheduled_at, id) WHERE status = 'scheduled';
-- Asked with every inbound message; next to empty.
CREATE INDEX messages_until_reply ON messages (contact_id) WHERE cancel_on_reply AND status IN ('held', 'scheduled', 'queued');
