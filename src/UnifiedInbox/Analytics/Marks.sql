-- What marks a change for counting. They run as their owner, since whoever writes a message need not be able to see the figures.
CREATE OR REPLACE FUNCTION mark_messages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO analytics_marks (conversation, at, inbound) SELECT conversation_id, at, direction = 'inbound' FROM touched;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_messages_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO analytics_marks (conversation, at, inbound)
    SELECT DISTINCT v.conversation_id, v.at, v.inbound
      FROM gone o
      JOIN written w ON w.id = o.id
     CROSS JOIN LATERAL (VALUES (o.conversation_id, o.at, o.direction = 'inbound'), (w.conversation_id, w.at, w.direction = 'inbound')) v (conversation_id, at, inbound)
     WHERE (o.at, o.status, o.conversation_id, o.contact_id, o.inbox_id, o.channel, o.is_spam) <> (w.at, w.status, w.conversation_id, w.contact_id, w.inbox_id, w.channel, w.is_spam)
        OR (o.author_id, o.error_code, o.automatic, o.schedule_id) IS DISTINCT FROM (w.author_id, w.error_code, w.automatic, w.schedule_id);
    RETURN NULL;
END $$;

-- Not written with every inbound message: only when a person (or a merge) decides something about the conversation.
CREATE OR REPLACE FUNCTION mark_conversation_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO analytics_marks (conversation, at) VALUES (old.id, old.closed_at);
        RETURN NULL;
    END IF;
    IF new.labels <> old.labels OR new.assignee_id IS DISTINCT FROM old.assignee_id THEN
        INSERT INTO analytics_marks (conversation) VALUES (new.id);
    END IF;
    INSERT INTO analytics_marks (conversation, at)
    SELECT new.id, t FROM unnest(ARRAY[old.closed_at, new.closed_at]) t WHERE t IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER analytics_written AFTER INSERT ON messages
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mark_messages();
CREATE OR REPLACE TRIGGER analytics_deleted AFTER DELETE ON messages
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mark_messages();
CREATE OR REPLACE TRIGGER analytics_changed AFTER UPDATE ON messages
    REFERENCING OLD TABLE AS gone NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION mark_messages_changed();
CREATE OR REPLACE TRIGGER analytics_changed AFTER UPDATE ON conversations FOR EACH ROW
    WHEN (old.labels <> new.labels OR old.assignee_id IS DISTINCT FROM new.assignee_id OR old.closed_at IS DISTINCT FROM new.closed_at
          OR old.status <> new.status AND 'closed' IN (old.status, new.status) OR old.inbox_id <> new.inbox_id)
    EXECUTE FUNCTION mark_conversation_changed();
CREATE OR REPLACE TRIGGER analytics_deleted AFTER DELETE ON conversations FOR EACH ROW
    WHEN (old.closed_at IS NOT NULL) EXECUTE FUNCTION mark_conversation_changed();
