-- Gives inbox_staff and inbox_member what they may do, after every change of the schema. Staff: all rows of all tables. A member: to read
-- the columns listed here of their own rows; everything that comes to the schema later is closed to them until it is listed.
CREATE OR REPLACE FUNCTION grant_roles() RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_schema name := current_schema();
    r        record;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO inbox_staff, inbox_member', v_schema);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM inbox_member', v_schema);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO inbox_staff', v_schema);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO inbox_staff', v_schema);
    -- Partitions are made while the app runs.
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO inbox_staff', v_schema);
    REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM inbox_staff;

    -- PostgreSQL lets everybody call a new function.
    FOR r IN
        SELECT p.oid::regprocedure AS signature
          FROM pg_proc p
         WHERE p.pronamespace = v_schema::regnamespace
           AND pg_has_role(p.proowner, 'USAGE')
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON ROUTINE %s FROM PUBLIC, inbox_member', r.signature);
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO inbox_staff', r.signature);
    END LOOP;
    GRANT EXECUTE ON FUNCTION current_contact() TO inbox_member;

    FOR r IN
        SELECT * FROM (VALUES
            ('messages', 'id, contact_id, conversation_id, inbox_id, channel, direction, status, subject, content, html, from_address, from_name, to_address, cc, bcc,
                          provider, provider_id, rfc_message_id, in_reply_to, thread_id, imap_uid, error_text, reply_text, is_spam, at, sent_at, delivered_at, read_at,
                          opened_at, created_at, updated_at',
                'contact_id = (SELECT current_contact()) AND status IN (''sent'', ''delivered'', ''read'', ''failed'', ''received'')'),
            ('conversations', 'id, contact_id, inbox_id, status, last_direction, last_channel, last_at, last_inbound_at, last_outbound_at, closed_at, created_at',
                'contact_id = (SELECT current_contact())'),
            ('attachments', 'id, message_id, position, name, content_type, size, sha256, status, content_id, is_inline, created_at',
                'message_id IN (SELECT m.id FROM messages m WHERE m.contact_id = (SELECT current_contact()))'),
            ('member_events', 'id, contact_id, type, name, quantity, plan, amount, currency, price, features, at',
                'contact_id = (SELECT current_contact())'),
            ('contacts', 'id, name, phone, email, time_zone, member_since, plan, price, created_at',
                'id = (SELECT current_contact())'),
            ('contact_addresses', 'id, contact_id, kind, value, is_primary, created_at',
                'contact_id = (SELECT current_contact())'),
            ('consents', 'id, inbox_id, address, channel, state, source, at',
                'address IN (SELECT a.value FROM contact_addresses a WHERE a.contact_id = (SELECT current_contact()))'),
            ('users', 'id, email, name, role, contact_id, created_at',
                'contact_id = (SELECT current_contact()) AND role = ''member'''),
            ('inboxes', 'id, name, channel, address, is_default, disabled_at, created_at',
                '(SELECT current_contact()) IS NOT NULL AND (id IN (SELECT c.inbox_id FROM conversations c WHERE c.contact_id = (SELECT current_contact())) OR is_default AND disabled_at IS NULL)'),
            ('email_ids', 'key, message_id',
                'message_id IN (SELECT m.id FROM messages m WHERE m.contact_id = (SELECT current_contact()))'),
            ('notes', NULL, NULL)) AS t (tbl, cols, rule)
    LOOP
        -- A policy takes the table for a moment, so one that is there is left alone; a new rule takes a new name.
        IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = r.tbl::regclass AND polname = 'staff_1') THEN
            EXECUTE format('CREATE POLICY staff_1 ON %I TO inbox_staff USING (true) WITH CHECK (true)', r.tbl);
        END IF;
        IF r.rule IS NOT NULL AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = r.tbl::regclass AND polname = 'member_1') THEN
            EXECUTE format('CREATE POLICY member_1 ON %I FOR SELECT TO inbox_member USING (%s)', r.tbl, r.rule);
        END IF;
        IF r.cols IS NOT NULL THEN
            EXECUTE format('GRANT SELECT (%s) ON %I TO inbox_member', r.cols, r.tbl);
        END IF;
    END LOOP;
    GRANT SELECT ON sms_messages, email_messages TO inbox_member;
END $$;
