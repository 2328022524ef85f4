-- What inbound messages mean: told once by a worker, with the words that weighed most; a person's word beside it counts more.
CREATE TABLE message_meanings (
    message_id        uuid PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
    language          text NOT NULL CHECK (language IN ('en', 'none', 'unknown')), -- none: emoji and numbers only
    sentiment         text NOT NULL CHECK (sentiment IN ('positive', 'neutral', 'negative', 'unknown')),
    sentiment_score   real CHECK (sentiment_score BETWEEN 0 AND 1),                -- how likely; null = unknown
    sentiment_why     jsonb NOT NULL DEFAULT '[]',                                 -- [{"word", "weight"}], strongest first
    category          text NOT NULL,                                               -- support, sales, feedback, other, unknown, or a label's id
    category_score    real CHECK (category_score BETWEEN 0 AND 1),
    category_why      jsonb NOT NULL DEFAULT '[]',
    said_sentiment    text CHECK (said_sentiment IN ('positive', 'neutral', 'negative', 'unknown')), -- what a person says it is; null = nobody said
    said_category     text,
    said_by           uuid REFERENCES users ON DELETE SET NULL,
    said_at           timestamptz,
    sentiment_model   uuid,                                                        -- null = the one that ships
    category_model    uuid,
    classified_at     timestamptz NOT NULL
);
CREATE INDEX message_meanings_said ON message_meanings (said_at) WHERE said_at IS NOT NULL;

-- How far the worker has come: one row, locked by the node that is at it. The position in the feed is good in its epoch only.
CREATE TABLE meaning_progress (
    only_one       boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    feed_epoch     text NOT NULL DEFAULT '',
    feed_xid       text NOT NULL DEFAULT '0',
    feed_seq       bigint NOT NULL DEFAULT 0,
    history_at     timestamptz,                    -- back to where history is told; null = not begun
    history_id     uuid,
    history_done   boolean NOT NULL DEFAULT false,
    training_until timestamptz NOT NULL DEFAULT '-infinity', -- a node is training
    scoring_until  timestamptz NOT NULL DEFAULT '-infinity'  -- a node is learning who falls silent
);
INSERT INTO meaning_progress DEFAULT VALUES;

-- Models made of the shipped texts and the team's own. Features are hashes: no word anyone wrote stands in them.
CREATE TABLE meaning_models (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('sentiment', 'category', 'churn')),
    trained_at   timestamptz NOT NULL,
    fingerprint  text NOT NULL,                    -- of the team's own examples: the same = nothing new to learn
    examples     int NOT NULL,
    own_examples int NOT NULL,
    measured     jsonb,                            -- on held-back data; null = too little
    model        bytea                             -- the newest of its kind only
);
CREATE INDEX meaning_models_newest ON meaning_models (kind, trained_at DESC);

-- A contact's engagement and the chance that they fall silent. Merging may leave two rows for a moment: the newest counts.
CREATE TABLE member_scores (
    id           uuid PRIMARY KEY,
    contact_id   uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    engagement   smallint CHECK (engagement BETWEEN 0 AND 100), -- null = never in touch
    parts        jsonb NOT NULL DEFAULT '[]',
    churn        real CHECK (churn BETWEEN 0 AND 1),            -- null = unknown, see churn_unknown
    churn_unknown text,
    churn_parts  jsonb NOT NULL DEFAULT '[]',
    computed_at  timestamptz,
    due_at       timestamptz NOT NULL
);
CREATE INDEX member_scores_contact ON member_scores (contact_id);
CREATE INDEX member_scores_due ON member_scores (due_at);
CREATE INDEX member_scores_churn ON member_scores (churn DESC NULLS LAST, id) WHERE churn IS NOT NULL;
INSERT INTO member_scores (id, contact_id, due_at) SELECT gen_random_uuid(), id, now() FROM contacts;
