-- Rows guard themselves. The owner of the tables (migrations, partitions, backup) is not held by this; the pools of the app are
-- (Database/Roles): staff see what there is, as the queries ask; a member sees what is theirs, whatever the query asks.

-- Nodes of the version before may be at work: what they write first is locked first, or each would wait for the other.
LOCK TABLE inboxes, conversations IN EXCLUSIVE MODE;
LOCK TABLE messages IN ACCESS EXCLUSIVE MODE;

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE inboxes ENABLE ROW LEVEL SECURITY;
ALTER TABLE email_ids ENABLE ROW LEVEL SECURITY;

-- Who the member of this session is, as the token says that they signed in with: its hash is set for one transaction, and whoever
-- sets another one has to know it. No token, an ended session, a member who was let go: no contact, and so no rows. Names are looked
-- up in this schema first and among temporary tables last, where anybody may put one called "sessions".
DO $$
BEGIN
    EXECUTE format($make$
        CREATE FUNCTION current_contact() RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
            SET search_path = pg_catalog, %I, pg_temp
            AS $body$
            SELECT u.contact_id
              FROM sessions s
              JOIN users u ON u.id = s.user_id
             WHERE s.token_hash = CASE WHEN current_setting('inbox.session', true) ~ '^([0-9a-f]{2}){32}$'
                                       THEN decode(current_setting('inbox.session', true), 'hex') END
               AND s.expires_at > now()
               AND u.role = 'member'
               AND u.deactivated_at IS NULL
            $body$
        $make$, current_schema());
END $$;
REVOKE EXECUTE ON FUNCTION current_contact() FROM PUBLIC;
