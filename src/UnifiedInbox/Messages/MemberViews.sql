-- What member systems read: the same rows under the names they expect. Only what was handed over or received; with the rights of who asks.
DROP VIEW IF EXISTS sms_messages;
CREATE VIEW sms_messages WITH (security_invoker = true) AS
SELECT m.id,
       m.contact_id AS user_id,
       m.from_address AS from_phone,
       m.to_address AS to_phone,
       m.content AS body,
       m.direction,
       CASE m.status WHEN 'read' THEN 'delivered' ELSE m.status END AS status,
       m.provider_id AS twilio_sid,
       m.error_text AS error_message,
       m.created_at,
       m.updated_at
  FROM messages m
 WHERE m.channel IN ('sms', 'whatsapp') AND m.status IN ('sent', 'delivered', 'read', 'failed', 'received');

-- user_id is the contact; guest_email tells a contact who is no member. Ids of mails are as headers have them, without brackets.
DROP VIEW IF EXISTS email_messages;
CREATE VIEW email_messages WITH (security_invoker = true) AS
SELECT m.id,
       m.contact_id AS user_id,
       CASE WHEN NOT EXISTS (SELECT 1 FROM users u WHERE u.contact_id = m.contact_id AND u.role = 'member')
            THEN CASE m.direction WHEN 'inbound' THEN m.from_address ELSE m.to_address END END AS guest_email,
       m.from_address AS from_email,
       m.to_address AS to_email,
       m.cc AS cc_emails,
       m.bcc AS bcc_emails,
       m.subject,
       m.content AS body_text,
       m.html AS body_html,
       m.direction,
       CASE m.status WHEN 'read' THEN 'opened' WHEN 'received' THEN 'delivered' ELSE m.status END AS status,
       CASE WHEN m.provider = 'ses' AND m.direction = 'outbound' THEN m.provider_id END AS ses_message_id,
       CASE WHEN m.direction = 'inbound' THEN m.rfc_message_id END AS imap_message_id,
       m.imap_uid,
       m.in_reply_to IS NOT NULL AS is_reply,
       (SELECT e.message_id
          FROM email_ids e
         WHERE e.key = regexp_replace(m.in_reply_to, '@[^@]*$', '') || lower(coalesce(substring(m.in_reply_to FROM '@[^@]*$'), ''))
         LIMIT 1) AS reply_to_message_id,
       m.thread_id,
       f.urls IS NOT NULL AS has_attachments,
       coalesce(f.urls, '{}') AS attachment_urls,
       CASE m.direction WHEN 'inbound' THEN m.at ELSE m.sent_at END AS sent_at,
       CASE m.direction WHEN 'inbound' THEN m.created_at ELSE m.delivered_at END AS delivered_at,
       coalesce(m.opened_at, m.read_at) AS opened_at,
       m.created_at,
       m.updated_at
  FROM messages m
  LEFT JOIN LATERAL (SELECT array_agg('/attachments/' || a.id ORDER BY a.position) AS urls
                       FROM attachments a WHERE a.message_id = m.id AND NOT a.is_inline) f ON true
 WHERE m.channel = 'email' AND m.status IN ('sent', 'delivered', 'read', 'failed', 'received');
