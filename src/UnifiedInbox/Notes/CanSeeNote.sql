-- The one place that says who sees a note: all staff, and a private one its author, whom it mentions, and admins. Contacts are
-- the whole team's, so notes are asked for by contact and not by inbox.
CREATE OR REPLACE FUNCTION can_see_note(note notes, person uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT 1
          FROM users u
         WHERE u.id = person
           AND u.role IN ('admin', 'agent')
           AND u.deactivated_at IS NULL
           AND (NOT note.is_private
                OR u.role = 'admin'
                OR note.author_id = person
                OR EXISTS (SELECT 1 FROM note_mentions m WHERE m.note_id = note.id AND m.user_id = person)))
$$;

-- Of what a note said before: whom that version was for, and who may see the note still.
CREATE OR REPLACE FUNCTION can_see_revision(revision note_revisions, note notes, person uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT can_see_note(note, person)
       AND (NOT revision.is_private
            OR note.author_id = person
            OR person = ANY (revision.mentioned)
            OR EXISTS (SELECT 1 FROM users u WHERE u.id = person AND u.role = 'admin'))
$$;

-- Whether somebody may open a conversation with the contact; true where there is none yet.
CREATE OR REPLACE FUNCTION can_meet_contact(person uuid, contact uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT NOT EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = contact)
        OR EXISTS (SELECT 1 FROM conversations c WHERE c.contact_id = contact AND can_use_inbox(person, c.inbox_id))
$$;
