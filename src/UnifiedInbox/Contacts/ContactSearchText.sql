-- search_text holds the folded name and every address, so that one trigram index answers "any part of anything".
CREATE OR REPLACE FUNCTION contact_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.contact_id ELSE NEW.contact_id END;
BEGIN
    UPDATE contacts c
       SET search_text = fold(c.name) || ' ' || coalesce((SELECT string_agg(fold(a.value), ' ' ORDER BY a.created_at, a.id)
                                                           FROM contact_addresses a WHERE a.contact_id = c.id), '')
     WHERE c.id = person;
    IF TG_OP = 'UPDATE' AND OLD.contact_id <> NEW.contact_id THEN
        UPDATE contacts c
           SET search_text = fold(c.name) || ' ' || coalesce((SELECT string_agg(fold(a.value), ' ' ORDER BY a.created_at, a.id)
                                                               FROM contact_addresses a WHERE a.contact_id = c.id), '')
         WHERE c.id = OLD.contact_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contact_addresses_search AFTER INSERT OR UPDATE OR DELETE ON contact_addresses
    FOR EACH ROW EXECUTE FUNCTION contact_search_text();

CREATE OR REPLACE FUNCTION contact_name_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := fold(NEW.name) || ' ' || coalesce((SELECT string_agg(fold(a.value), ' ' ORDER BY a.created_at, a.id)
                                                           FROM contact_addresses a WHERE a.contact_id = NEW.id), '');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contacts_name_search BEFORE INSERT OR UPDATE OF name ON contacts
    FOR EACH ROW EXECUTE FUNCTION contact_name_search_text();
