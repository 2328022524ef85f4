-- Where a contact can be met. A telephone number may or may not be on WhatsApp: it counts once they have met there.
CREATE OR REPLACE VIEW contact_channels WITH (security_invoker = true) AS
    SELECT a.contact_id, 'sms' AS channel FROM contact_addresses a WHERE a.kind = 'phone'
    UNION ALL
    SELECT a.contact_id, 'email' FROM contact_addresses a WHERE a.kind = 'email'
    UNION ALL
    SELECT a.contact_id, 'whatsapp' FROM contact_addresses a WHERE a.kind = 'whatsapp_id'
    UNION ALL
    SELECT v.contact_id, 'whatsapp' FROM conversations v JOIN inboxes i ON i.id = v.inbox_id WHERE i.channel = 'whatsapp';

CREATE OR REPLACE FUNCTION escape_like(text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN regexp_replace($1, '[\\%_]', '\\\&', 'g');

-- One page of contacts, best matches first. A match belongs to the first tier that fits, and inside a tier names are in order:
--   0 the name begins with the words    1 a word of the name or of an address begins so    2 they stand anywhere
--   3 anywhere, with two neighbouring letters swapped    4 similar: one page, nearest first
-- Tiers 3 and 4 are for slips of the keyboard: only where nothing else was found. Without words everyone is in tier 0.
-- The next page begins behind (p_tier, p_sort_name, p_id).
--
-- Each tier is planned with its values (EXECUTE does): whether to walk the names in order and skip, or to fetch from the trigram
-- index and sort, depends on how common the words are. A tier that fills the page spares the ones behind it.
CREATE OR REPLACE FUNCTION search_contacts(
    p_text      text,            -- what was typed, or null
    p_longest   text,            -- its longest word: the one that is looked up in the index
    p_words     text[],          -- its other words
    p_swapped   text[],          -- the text with two neighbouring letters swapped, each way to do that
    p_digits    text,            -- the digits alone, where the text reads as a telephone number, or null
    p_channel   text,
    p_label     uuid,
    p_tier      int,
    p_sort_name text,
    p_id        uuid,
    p_limit     int)
    RETURNS TABLE (tier int, contact_id uuid, sort_name text)
    LANGUAGE plpgsql STABLE
    SET pg_trgm.word_similarity_threshold = 0.8
AS $$
DECLARE
    c_prefix CONSTANT text := 'c.sort_name LIKE $1';
    c_part   CONSTANT text := '(c.search_text LIKE $3 AND c.search_text LIKE ALL ($4) OR c.search_text LIKE $6)';
    c_start  CONSTANT text := '(c.search_text ~ $2 OR c.search_text LIKE $5)';
    c_filter CONSTANT text := '($9 IS NULL OR EXISTS (SELECT FROM contact_channels k WHERE k.contact_id = c.id AND k.channel = $9))
        AND ($10 IS NULL OR c.labels @> ARRAY[$10] OR c.id IN (SELECT v.contact_id FROM conversations v WHERE v.labels @> ARRAY[$10]))';
    v_text    text   := fold(p_text);
    v_longest text   := fold(p_longest);
    v_start   text   := regexp_replace(v_longest, '[][\\.^$*+?(){}|]', '\\\&', 'g');
    v_words   text[] := ARRAY(SELECT '%' || escape_like(fold(w)) || '%' FROM unnest(p_words) AS w);
    v_swapped text[] := ARRAY(SELECT '%' || escape_like(fold(w)) || '%' FROM unnest(p_swapped) AS w);
    v_first   boolean := p_tier = 0 AND p_sort_name = '';
    v_match   text;
    v_left    int := p_limit;
    v_found   int;
BEGIN
    -- What is asked for from its @ on begins wherever it stands.
    IF v_longest ~ '^[[:alnum:]]' THEN
        v_start := '[^[:alnum:]]' || v_start;
    END IF;
    FOR v_tier IN p_tier .. CASE WHEN p_text IS NULL THEN 0 ELSE 3 END LOOP
        CONTINUE WHEN v_tier = 3 AND (v_swapped = '{}' OR NOT (p_tier = 3 OR v_first AND v_left = p_limit));
        v_match := CASE
            WHEN p_text IS NULL THEN 'true'
            WHEN v_tier = 0 THEN c_prefix
            WHEN v_tier = 1 THEN format('%s AND %s AND NOT %s', c_part, c_start, c_prefix)
            WHEN v_tier = 2 THEN format('%s AND %s IS NOT TRUE AND NOT %s', c_part, c_start, c_prefix)
            ELSE (SELECT string_agg(format('c.search_text LIKE $7[%s]', i), ' OR ') FROM generate_subscripts(v_swapped, 1) AS i) END;
        RETURN QUERY EXECUTE format(
            'SELECT $11, c.id, c.sort_name FROM contacts c WHERE (%s) AND %s AND (c.sort_name, c.id) > ($12, $13) ORDER BY %s, c.id LIMIT $14',
            v_match, c_filter,
            -- Slips are rare. Walking all names and testing every spelling on each would cost a second: no index has this order.
            CASE WHEN v_tier = 3 THEN $o$ c.sort_name || '' $o$ ELSE 'c.sort_name' END)
        USING escape_like(v_text) || '%', v_start, '%' || escape_like(v_longest) || '%', v_words,
              '% +' || p_digits || '%', '%' || p_digits || '%', v_swapped, v_text, p_channel, p_label, v_tier,
              -- Behind the cursor in its own tier; in the others from the first name there can be.
              CASE WHEN v_tier = p_tier AND NOT v_first THEN p_sort_name WHEN v_tier = 0 THEN coalesce(v_text, '') ELSE '' END,
              CASE WHEN v_tier = p_tier THEN p_id ELSE '00000000-0000-0000-0000-000000000000' END, v_left;
        GET DIAGNOSTICS v_found = ROW_COUNT;
        v_left := v_left - v_found;
        EXIT WHEN v_left <= 0;
    END LOOP;

    -- Common syllables are similar to half the world: the threshold comes down in steps, and only so many are compared at each.
    IF v_first AND v_left = p_limit AND length(p_longest) > 3 AND p_digits IS NULL THEN
        FOREACH v_match IN ARRAY ARRAY['0.8', '0.65', '0.5'] LOOP
            PERFORM set_config('pg_trgm.word_similarity_threshold', v_match, true);
            RETURN QUERY EXECUTE format(
                'SELECT 4, near.id, near.sort_name
                   FROM (SELECT c.id, c.sort_name, $8 <<-> c.search_text AS distance FROM contacts c WHERE $8 <%% c.search_text AND %s LIMIT 500) near
                  ORDER BY near.distance, near.sort_name, near.id LIMIT $14', c_filter)
            USING NULL::text, NULL::text, NULL::text, NULL::text[], NULL::text, NULL::text, NULL::text[], v_text,
                  p_channel, p_label, NULL::int, NULL::text, NULL::uuid, p_limit;
            GET DIAGNOSTICS v_found = ROW_COUNT;
            EXIT WHEN v_found > 0;
        END LOOP;
    END IF;
END $$;
