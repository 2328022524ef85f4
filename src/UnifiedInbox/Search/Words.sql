-- What is looked up, of a text: words without punctuation; Chinese, Japanese and Korean, which are written without spaces, as overlapping
-- pairs. A parser of its own would read addresses and version numbers as one word.
CREATE OR REPLACE FUNCTION search_words(p_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v_text text := regexp_replace(p_text, '[^[:alnum:]]+', ' ', 'g');
BEGIN
    IF v_text !~ '[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]' THEN
        RETURN v_text;
    END IF;
    RETURN (SELECT string_agg(CASE WHEN part[1] IS NULL THEN part[2] ELSE
                       (SELECT string_agg(p.pair, ' ' ORDER BY p.i)
                          FROM (SELECT i, c || coalesce(lead(c) OVER (ORDER BY i), '') AS pair FROM unnest(string_to_array(part[1], NULL)) WITH ORDINALITY AS u (c, i)) p)
                       END, ' ' ORDER BY place)
              FROM regexp_matches(v_text, '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+)|([^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+)', 'g')
                   WITH ORDINALITY AS m (part, place));
END $$;

-- Telephone numbers in a text as their digits alone: all of them, and without the country (the last ten) and the area (the last seven).
CREATE OR REPLACE FUNCTION joined_digits(p_text text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT string_agg(concat_ws(' ', n.digits, CASE WHEN length(n.digits) > 10 THEN right(n.digits, 10) END, CASE WHEN length(n.digits) > 7 THEN right(n.digits, 7) END), ' ')
      FROM (SELECT ltrim(regexp_replace(m[1], '[^0-9]', '', 'g'), '0') AS digits
              FROM regexp_matches(p_text, '(\+?[0-9](?:[ ().\-/]{0,3}[0-9]){6,17})', 'g') AS m
             LIMIT 1000) n
$$;

-- The words of a text with their places. Only the first 100,000 characters count; what is too much even so (a tsvector has a megabyte at
-- most, which a long text without a repeated word passes) counts with its beginning.
CREATE OR REPLACE FUNCTION search_vector(p_text text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    SET client_min_messages = error
    SET search_path FROM CURRENT     -- an index is analysed, and a backup restored, without one
    AS $$
DECLARE
    v_text text := left(p_text, 100000);
BEGIN
    RETURN to_tsvector('inbox', search_words(v_text) || CASE WHEN v_text ~ '[0-9]' THEN coalesce(' ' || joined_digits(v_text), '') ELSE '' END);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('inbox', search_words(left(v_text, 15000)));
END $$;

-- One thing that is looked for: a word (of which the rest may follow) or a phrase, or a telephone number however it is written.
CREATE OR REPLACE FUNCTION search_term(p_text text, p_whole boolean) RETURNS tsquery
    LANGUAGE plpgsql STABLE
    SET client_min_messages = error
    AS $$
DECLARE
    v_words  text := trim(search_words(p_text));
    v_last   text := substring(v_words from '[^ ]+$');
    v_query  tsquery;
    v_digits text;
BEGIN
    -- Of a run of pairs the last one holds the last letter: alone it says less.
    IF v_last ~ '^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]$' AND v_words LIKE '%_' || v_last || ' ' || v_last THEN
        v_words := left(v_words, -2);
        v_last := NULL;
    END IF;
    v_query := phraseto_tsquery('inbox', v_words);
    IF numnode(v_query) = 0 THEN
        RETURN NULL;
    END IF;
    IF NOT p_whole AND (length(v_last) >= 3 OR v_last ~ '^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]$') AND v_query::text ~ '''$' THEN
        v_query := (v_query::text || ':*')::tsquery;
    END IF;
    IF p_text ~ '^[+0-9 ().\-/]+$' THEN
        v_digits := ltrim(regexp_replace(replace(p_text, '(0)', ''), '[^0-9]', '', 'g'), '0');
        IF length(v_digits) >= 7 THEN
            v_query := v_query || (v_digits || CASE WHEN p_whole THEN '' ELSE ':*' END)::tsquery;
        END IF;
    END IF;
    RETURN v_query;
END $$;

-- Everything that is looked for at once; null where nothing of it is a word.
CREATE OR REPLACE FUNCTION search_query(p_words text[], p_phrases text[], p_without text[]) RETURNS tsquery
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_query tsquery;
    v_term  tsquery;
    t       record;
BEGIN
    FOR t IN SELECT w AS text, false AS whole, false AS without FROM unnest(p_words) w
              UNION ALL SELECT p, true, false FROM unnest(p_phrases) p
              UNION ALL SELECT n, true, true FROM unnest(p_without) n LOOP
        v_term := search_term(t.text, t.whole);
        CONTINUE WHEN v_term IS NULL;
        IF t.without THEN
            -- Nothing is found by what it lacks alone.
            v_query := v_query && !!v_term;
        ELSE
            v_query := coalesce(v_query && v_term, v_term);
        END IF;
    END LOOP;
    RETURN v_query;
END $$;

-- Notes are few beside messages and written one by one: an index beside them is enough.
CREATE INDEX IF NOT EXISTS notes_words ON notes USING gin (search_vector(content));
