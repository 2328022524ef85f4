-- Finding words in everything that was ever written. See Search/*.sql.

-- Words as they stand, without accents: `cafe` finds `Café`. The extension unaccent is there since 0001.
CREATE TEXT SEARCH CONFIGURATION inbox (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION inbox ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- By month and without foreign keys: a GIN index in the path of writing stalls it, and one over all of history costs every search more
-- with every year. Filled by a worker.
CREATE TABLE message_search (
    message_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    inbox_id   uuid NOT NULL,
    author_id  uuid,
    channel    text NOT NULL,
    direction  text NOT NULL,
    at         timestamptz NOT NULL,
    words      tsvector NOT NULL,
    PRIMARY KEY (message_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX message_search_words ON message_search USING gin (words);
CREATE INDEX message_search_at ON message_search (at DESC, message_id DESC);
CREATE TABLE message_search_default PARTITION OF message_search DEFAULT;
SELECT ensure_partitions('message_search', 12);

-- Messages whose words have changed, and where in time they stand or stood. Only ever appended by writers.
CREATE TABLE search_marks (
    message uuid NOT NULL,
    at      timestamptz NOT NULL
);

-- One row: how far back the history from before is in. Null = all of it.
CREATE TABLE search_state (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    filled_at   timestamptz,
    filled_id   uuid
);
INSERT INTO search_state (filled_at, filled_id) VALUES ('infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff');

-- How many contacts came when: asked with all figures.
CREATE INDEX contacts_created ON contacts (created_at);
