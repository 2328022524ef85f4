-- Whom keys mean: a contact's own id (or that of one merged into it), what another system calls them, then an address.
CREATE OR REPLACE FUNCTION find_member(p_keys text[]) RETURNS uuid
    LANGUAGE sql STABLE AS $$
    SELECT f.contact_id
      FROM (SELECT c.id AS contact_id, 1 AS place
              FROM contacts c
             WHERE c.id = ANY (ARRAY(SELECT substr(k, 4)::uuid FROM unnest(p_keys) k WHERE k LIKE 'id:%'))
             UNION ALL
            SELECT g.kept_id, 2
              FROM contact_merges g
             WHERE g.gone_id = ANY (ARRAY(SELECT substr(k, 4)::uuid FROM unnest(p_keys) k WHERE k LIKE 'id:%'))
             UNION ALL
            SELECT i.contact_id, 3
              FROM member_ids i
             WHERE i.key = ANY (p_keys)
             UNION ALL
            SELECT a.contact_id, 4
              FROM contact_addresses a
             WHERE a.value = ANY (ARRAY(SELECT substr(k, 6) FROM unnest(p_keys) k WHERE k LIKE 'addr:%'))) f
     ORDER BY f.place, f.contact_id
     LIMIT 1
$$;

-- Plan, price and since when on the contact: as the latest change says by its own time, in whatever order they came. The contacts are
-- locked first, so that of two writers the second reads what the first one wrote.
CREATE OR REPLACE FUNCTION follow_plans(p_contacts uuid[], p_now timestamptz) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM contacts c WHERE c.id = ANY (p_contacts) ORDER BY c.id FOR NO KEY UPDATE;
    UPDATE contacts c
       SET plan = l.plan,
           price = l.price,
           member_since = least(c.member_since, l.since),
           updated_at = p_now
      FROM (SELECT DISTINCT ON (e.contact_id)
                   e.contact_id,
                   e.plan,
                   e.price,
                   (SELECT min(coalesce(f.member_since, f.at)) FROM member_events f
                     WHERE f.contact_id = e.contact_id AND f.type = 'plan_changed' AND (f.plan IS NOT NULL OR f.member_since IS NOT NULL)) AS since
              FROM member_events e
             WHERE e.contact_id = ANY (p_contacts)
               AND e.type = 'plan_changed'
             ORDER BY e.contact_id, e.at DESC, e.id DESC) l
     WHERE c.id = l.contact_id
       AND (c.plan, c.price, c.member_since) IS DISTINCT FROM (l.plan, l.price, least(c.member_since, l.since));
    INSERT INTO changes (kind, contact_id) SELECT 'contact', c FROM unnest(p_contacts) c;
END $$;

-- Takes in a batch of events that were checked already. A repeat is told by its id: of the same member by whatever name, or of the
-- same key while nobody knows whose that is.
CREATE OR REPLACE FUNCTION take_member_events(p_source text, p_events jsonb, p_now timestamptz) RETURNS TABLE (ord int, outcome text)
    LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_contacts uuid[];
    v_keys     text[];
BEGIN
    -- One source tells of one event at a time: two that tell of the same invoice come one after the other.
    PERFORM pg_advisory_xact_lock(hashtextextended(k.key, 18))
       FROM (SELECT DISTINCT coalesce(e.event ->> 'reference', e.event -> 'keys' ->> 0) AS key FROM jsonb_array_elements(p_events) AS e (event) ORDER BY 1) k;

    RETURN QUERY
    WITH given AS MATERIALIZED (
        SELECT r.*, find_member(r.keys) AS contact_id
          FROM jsonb_to_recordset(p_events) AS r (ord int, id uuid, event_id text, keys text[], type text, name text, quantity bigint, plan text,
                                                  amount bigint, currency text, price text, reference text, features jsonb,
                                                  member_since timestamptz, data jsonb, at timestamptz)
    ), fresh AS (
        SELECT DISTINCT ON (g.event_id, coalesce(g.contact_id::text, g.keys[1])) g.*
          FROM given g
         WHERE NOT EXISTS (SELECT FROM member_events e
                            WHERE e.source = p_source AND e.event_id = g.event_id
                              AND (p_source = 'stripe' OR e.contact_id = g.contact_id OR e.keys[1] = g.keys[1]))
         ORDER BY g.event_id, coalesce(g.contact_id::text, g.keys[1]), g.ord
    ), written AS (
        INSERT INTO member_events (id, contact_id, source, event_id, owner, keys, type, name, quantity, plan, amount, currency, price,
                                   reference, features, member_since, data, at, received_at)
        SELECT f.id, f.contact_id, p_source, f.event_id, CASE p_source WHEN 'stripe' THEN 'stripe' ELSE coalesce(f.contact_id::text, f.keys[1]) END,
               f.keys, CASE WHEN p.paid THEN 'custom' ELSE f.type END, f.name, f.quantity, f.plan, f.amount, f.currency, f.price,
               f.reference, f.features, f.member_since, coalesce(f.data, '{}'), f.at, p_now
          FROM fresh f,
               LATERAL (SELECT p_source = 'stripe' AND f.type = 'payment'
                           AND EXISTS (SELECT FROM member_events e WHERE e.source = 'stripe' AND e.reference = f.reference AND e.type = 'payment') AS paid) p
        ON CONFLICT (owner, source, event_id) DO NOTHING
        RETURNING id
    )
    SELECT g.ord, CASE WHEN w.id IS NULL THEN 'duplicate' ELSE 'accepted' END
      FROM given g
      LEFT JOIN written w ON w.id = g.id
     ORDER BY g.ord;

    SELECT array_agg(DISTINCT e.contact_id) INTO v_contacts
      FROM member_events e
     WHERE e.id = ANY (ARRAY(SELECT (j.event ->> 'id')::uuid FROM jsonb_array_elements(p_events) AS j (event)))
       AND e.contact_id IS NOT NULL;
    IF v_contacts IS NULL THEN
        RETURN;
    END IF;
    PERFORM follow_plans(v_contacts, p_now);

    -- What Stripe calls somebody we know by their address is known from now on, also for what came before.
    WITH named AS (
        INSERT INTO member_ids (key, contact_id, created_at)
        SELECT DISTINCT ON (n.key) n.key, e.contact_id, p_now
          FROM member_events e, unnest(e.keys) n (key)
         WHERE e.id = ANY (ARRAY(SELECT (j.event ->> 'id')::uuid FROM jsonb_array_elements(p_events) AS j (event)))
           AND e.contact_id IS NOT NULL
           AND n.key LIKE 'stripe:%'
        ON CONFLICT (key) DO NOTHING
     RETURNING key
    )
    SELECT array_agg(n.key) INTO v_keys FROM named n;
    IF v_keys IS NOT NULL THEN
        PERFORM match_member_events(v_keys, p_now);
    END IF;
END $$;

-- Events that waited for somebody, now that they may be there: all, or those with one of these keys.
CREATE OR REPLACE FUNCTION match_member_events(p_keys text[], p_now timestamptz) RETURNS int
    LANGUAGE plpgsql AS $$
DECLARE
    v_contacts uuid[];
    v_keys     text[];
    v_matched  int;
BEGIN
    WITH pending AS MATERIALIZED (
        SELECT e.id, e.source, e.event_id, e.keys, find_member(e.keys) AS contact_id
          FROM member_events e
         WHERE e.contact_id IS NULL
           AND (p_keys IS NULL OR e.keys && p_keys)
         ORDER BY e.id
         LIMIT 10000
    ), known AS (
        SELECT p.*, row_number() OVER (PARTITION BY p.contact_id, p.source, p.event_id ORDER BY p.id) AS nth
          FROM pending p
         WHERE p.contact_id IS NOT NULL
    ), again AS (
        DELETE FROM member_events e
         USING known k
         WHERE e.id = k.id
           AND (k.nth > 1 OR EXISTS (SELECT FROM member_events o WHERE o.contact_id = k.contact_id AND o.source = k.source AND o.event_id = k.event_id))
    ), matched AS (
        UPDATE member_events e
           SET contact_id = k.contact_id
          FROM known k
         WHERE e.id = k.id
           AND k.nth = 1
           AND NOT EXISTS (SELECT FROM member_events o WHERE o.contact_id = k.contact_id AND o.source = k.source AND o.event_id = k.event_id)
     RETURNING e.contact_id, e.keys
    ), named AS (
        INSERT INTO member_ids (key, contact_id, created_at)
        SELECT DISTINCT ON (n.key) n.key, m.contact_id, p_now
          FROM matched m, unnest(m.keys) n (key)
         WHERE n.key LIKE 'stripe:%'
        ON CONFLICT (key) DO NOTHING
     RETURNING key
    )
    SELECT (SELECT array_agg(DISTINCT m.contact_id) FROM matched m), (SELECT count(*) FROM matched), (SELECT array_agg(n.key) FROM named n)
      INTO v_contacts, v_matched, v_keys;
    IF v_contacts IS NOT NULL THEN
        PERFORM follow_plans(v_contacts, p_now);
    END IF;
    IF v_keys IS NOT NULL THEN
        v_matched := v_matched + match_member_events(v_keys, p_now);
    END IF;
    RETURN v_matched;
END $$;

-- A person may come by any door; what waited for them is theirs in the same transaction.
CREATE OR REPLACE FUNCTION match_new_address() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM member_events e WHERE e.contact_id IS NULL AND e.keys && ARRAY['addr:' || new.value, 'id:' || new.contact_id]) THEN
        PERFORM match_member_events(ARRAY['addr:' || new.value, 'id:' || new.contact_id], new.created_at);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER contact_addresses_match AFTER INSERT ON contact_addresses
    FOR EACH ROW EXECUTE FUNCTION match_new_address();

-- metadata.memberId and metadata.stripeCustomerId say what other systems call a contact.
CREATE OR REPLACE FUNCTION match_member_ids() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    v_keys text[] := ARRAY(SELECT n.prefix || left(new.metadata ->> n.field, 200)
                             FROM (VALUES ('memberId', 'member:'), ('stripeCustomerId', 'stripe:')) n (field, prefix)
                            WHERE coalesce(new.metadata ->> n.field, '') <> '');
BEGIN
    INSERT INTO member_ids (key, contact_id, created_at)
    SELECT k, new.id, new.updated_at FROM unnest(v_keys) k
    ON CONFLICT (key) DO UPDATE SET contact_id = excluded.contact_id;
    PERFORM match_member_events(v_keys, new.updated_at);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER contacts_member_ids AFTER INSERT OR UPDATE OF metadata ON contacts
    FOR EACH ROW WHEN (new.metadata ?| ARRAY['memberId', 'stripeCustomerId']) EXECUTE FUNCTION match_member_ids();
