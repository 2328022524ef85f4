-- A file that was put up and not sent is its owner's; named in a draft, it is of everyone who may go on with that draft.
CREATE OR REPLACE FUNCTION may_use_upload(person uuid, upload uuid) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM uploads u WHERE u.id = upload AND u.user_id = person)
        OR EXISTS (SELECT
                     FROM drafts d
                     JOIN conversations c ON c.id = d.conversation_id
                    WHERE d.uploads @> ARRAY[upload]
                      AND d.uploads <> '{}'
                      AND can_use_inbox(person, c.inbox_id)
                      AND can_use_inbox(person, d.inbox_id));
END $$;
