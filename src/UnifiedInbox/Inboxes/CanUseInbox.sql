-- Admins use every inbox; agents those open to all and those they were given.
CREATE OR REPLACE FUNCTION can_use_inbox(person uuid, inbox uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT 1
          FROM inboxes i
         WHERE i.id = inbox
           AND (i.open_to_all
                OR EXISTS (SELECT 1 FROM inbox_access a WHERE a.inbox_id = i.id AND a.user_id = person)
                OR EXISTS (SELECT 1 FROM users u WHERE u.id = person AND u.role = 'admin')))
$$;
