-- Figures: what happened in each quarter of an hour, counted again whenever something in it changes. See Analytics/Recount.sql.

-- What has changed and is not counted yet: a row for each change, only ever appended by writers. A unique key here would make them wait for
-- one another.
CREATE TABLE analytics_marks (
    conversation uuid NOT NULL,
    at           timestamptz,                      -- where in time; null = the whole conversation
    inbound      boolean NOT NULL DEFAULT false    -- what was sent before may have got its answer, or lost it
);

-- One row: how far counting has come. From counted_until on, figures are taken from the messages themselves.
CREATE TABLE analytics_state (
    only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    counted_until timestamptz,                     -- a quarter of an hour; null = nothing is counted yet
    zone          text NOT NULL DEFAULT 'UTC',     -- whose days and months are counted
    business      jsonb                            -- the hours that waiting is measured by besides the clock; null = none
);
INSERT INTO analytics_state DEFAULT VALUES;

CREATE TABLE message_counts (
    grain      smallint NOT NULL,                  -- 1 = a quarter of an hour (UTC), 2 = a day, 3 = a month of the team's zone
    start      timestamptz NOT NULL,
    inbox_id   uuid NOT NULL,
    channel    text NOT NULL,
    direction  text NOT NULL,
    status     text NOT NULL,
    error_code text NOT NULL,                      -- of those that failed; empty otherwise
    agent_id   uuid,                               -- who wrote it; of an inbound one, whose conversation it is
    labels     uuid[] NOT NULL,                    -- the conversation's, sorted
    n          int NOT NULL,
    replied    int NOT NULL                        -- of those sent: the contact wrote within seven days
);
CREATE INDEX message_counts_start ON message_counts (grain, start);
-- Leads from an error to a message that has it, and so to its sentence.
CREATE INDEX message_counts_errors ON message_counts (error_code, start) WHERE grain = 1 AND error_code <> '';

-- The same in few rows, for charts over years: nothing but what they draw.
CREATE TABLE load_counts (
    day       date NOT NULL,
    hour      smallint NOT NULL,
    inbox_id  uuid NOT NULL,
    channel   text NOT NULL,
    direction text NOT NULL,
    n         int NOT NULL
);
CREATE INDEX load_counts_day ON load_counts (day);

-- How long each reply, and each closing, took. The median is read from these rows: the counts below say in which bin it lies.
CREATE TABLE durations (
    kind       text NOT NULL,                      -- response, business_response, resolution
    subject_id uuid NOT NULL,                      -- the reply, or the conversation
    at         timestamptz NOT NULL,               -- when it ended
    inbox_id   uuid NOT NULL,
    channel    text NOT NULL,
    agent_id   uuid,
    labels     uuid[] NOT NULL,
    seconds    double precision NOT NULL,
    bin        smallint NOT NULL
);
CREATE INDEX durations_bin ON durations (kind, bin, at);
CREATE INDEX durations_at ON durations (at);

CREATE TABLE duration_counts (
    grain    smallint NOT NULL,
    start    timestamptz NOT NULL,
    kind     text NOT NULL,
    inbox_id uuid NOT NULL,
    channel  text NOT NULL,
    agent_id uuid,
    labels   uuid[] NOT NULL,
    bin      smallint NOT NULL,
    n        int NOT NULL,
    seconds  double precision NOT NULL
);
CREATE INDEX duration_counts_start ON duration_counts (grain, start);

-- Ordinary traffic leaves open conversations open: it never touches this.
CREATE INDEX conversations_closed_at ON conversations (closed_at) WHERE status = 'closed';
