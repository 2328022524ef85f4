-- What the gate wants to know of one message, in one place for the outbox and the dispatcher. Inlined into the statement that asks.
-- The message itself is p_id, written at p_created_at; of the same text only earlier ones count. p_today is a day of the team's zone.
CREATE OR REPLACE FUNCTION send_facts(p_contact_id uuid, p_inbox_id uuid, p_channel text, p_address text, p_content text, p_media_urls text[],
                                      p_id uuid, p_created_at timestamptz, p_scheduled_at timestamptz, p_content_sid text, p_today date, p_now timestamptz)
    RETURNS TABLE (consent text, same_text_at timestamptz, last_inbound_at timestamptz, template_status text, daily_cap int, sent_today int,
                   contact_zone text, contact_phone text)
    LANGUAGE sql STABLE AS $$
    SELECT consent_state(p_inbox_id, p_address, p_channel),
           -- Written within a minute of each other; of scheduled ones, leaving within a minute of each other.
           (SELECT max(o.created_at)
              FROM messages o
             WHERE o.contact_id = p_contact_id AND o.at > p_now - interval '1 minute' AND o.direction = 'outbound'
               AND o.inbox_id = p_inbox_id AND o.to_address = p_address AND o.content = p_content AND o.media_urls = p_media_urls
               AND o.status NOT IN ('failed', 'canceled', 'held')
               AND (o.created_at, o.id) < (p_created_at, p_id)
               AND CASE WHEN p_scheduled_at IS NULL THEN o.created_at > p_created_at - interval '1 minute'
                        ELSE o.at BETWEEN p_scheduled_at - interval '59 seconds' AND p_scheduled_at + interval '59 seconds' END),
           -- The end of a number is the same however WhatsApp spells it (Mexico, Argentina, Brazil).
           (SELECT i.at
              FROM messages i
             WHERE i.contact_id = p_contact_id AND i.at > p_now - interval '72 hours' AND i.direction = 'inbound'
               AND i.inbox_id = p_inbox_id AND right(i.from_address, 8) = right(p_address, 8)
             ORDER BY i.at DESC
             LIMIT 1),
           (SELECT t.status FROM whatsapp_templates t WHERE t.sid = p_content_sid AND t.account_sid = b.settings ->> 'accountSid'),
           b.daily_cap,
           coalesce((SELECT d.sent FROM sender_days d WHERE b.daily_cap IS NOT NULL AND d.inbox_id = p_inbox_id AND d.day = p_today), 0),
           c.time_zone,
           c.phone
      FROM contacts c, inboxes b
     WHERE c.id = p_contact_id AND b.id = p_inbox_id
$$;
