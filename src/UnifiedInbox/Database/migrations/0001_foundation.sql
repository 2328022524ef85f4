-- What every other table leans on: extensions, settings, the change feed, the audit log, keys.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- unaccent() is only STABLE because its dictionary may change; ours does not, and an index needs IMMUTABLE.
CREATE FUNCTION fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN lower(unaccent('unaccent'::regdictionary, $1));

CREATE TABLE settings (
    key        text PRIMARY KEY,
    value      jsonb NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_by uuid
);

-- A restored copy must not accept cursors handed out by the original.
INSERT INTO settings (key, value) VALUES ('feed_epoch', to_jsonb(gen_random_uuid()::text));

CREATE TABLE data_protection_keys (
    id         text PRIMARY KEY,
    xml        text NOT NULL,          -- encrypted with SECRET_KEY
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The live feed. Read in commit order: (xid, seq) > cursor AND xid < pg_snapshot_xmin(pg_current_snapshot()).
CREATE TABLE changes (
    xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq             bigint GENERATED ALWAYS AS IDENTITY,
    kind            text NOT NULL,     -- message, conversation, contact, delivery, read, attachment, inbox, settings, user
    inbox_id        uuid,
    conversation_id uuid,
    contact_id      uuid,
    message_id      uuid,
    user_id         uuid,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (xid, seq)
);
CREATE INDEX changes_at ON changes USING brin (at);   -- only for forgetting the old ones

CREATE TABLE audit_log (
    id         uuid PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    user_id    uuid,
    action     text NOT NULL,          -- verb of the domain: contact.deleted, inbox.changed, user.deactivated …
    subject    text NOT NULL,          -- kind of thing
    subject_id text,
    details    jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_at ON audit_log (at DESC, id DESC);

-- Makes the monthly partitions of a table from the current month on, and says how many it made. Rows that had to go to the
-- default partition, because theirs was missing, move over.
CREATE FUNCTION ensure_partitions(parent text, months int) RETURNS int
    LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    part  text;
    low   text;
    high  text;
    made  int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_partitions'), hashtext(parent));
    FOR i IN 0 .. months LOOP
        month := (first + make_interval(months => i))::date;
        part := parent || '_' || to_char(month, 'YYYYMM');
        IF to_regclass(part) IS NULL THEN
            low := to_char(month, 'YYYY-MM-DD') || ' 00:00+00';
            high := to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00+00';
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', part, parent);
            EXECUTE format('WITH moved AS (DELETE FROM %I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
                parent || '_default', low, high, part);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, low, high);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
