-- search_text holds the folded name and every address, each behind a space, so that one trigram index answers "any part of
-- anything". It is cut where some twenty addresses end, because an index entry has to stay under a third of a page.
CREATE OR REPLACE FUNCTION contact_search_text(p_id uuid, p_name text) RETURNS text
    LANGUAGE sql STABLE
    RETURN left(' ' || fold(p_name) || coalesce((SELECT string_agg(' ' || fold(a.value), '' ORDER BY a.created_at, a.id)
                                                   FROM contact_addresses a WHERE a.contact_id = p_id), ''), 600);

CREATE OR REPLACE FUNCTION contact_addresses_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE contacts c
       SET search_text = contact_search_text(c.id, c.name)
     WHERE c.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.contact_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.contact_id END)
       AND c.search_text <> contact_search_text(c.id, c.name);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contact_addresses_search AFTER INSERT OR UPDATE OR DELETE ON contact_addresses
    FOR EACH ROW EXECUTE FUNCTION contact_addresses_search();

CREATE OR REPLACE FUNCTION contacts_name_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Who makes a contact together with its address gives the text along: a second version of the row costs more than the first.
    IF TG_OP = 'UPDATE' OR NEW.search_text = '' THEN
        NEW.search_text := contact_search_text(NEW.id, NEW.name);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contacts_name_search BEFORE INSERT OR UPDATE OF name ON contacts
    FOR EACH ROW EXECUTE FUNCTION contacts_name_search();
