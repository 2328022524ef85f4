-- A mail that was moved to Junk in its mailbox, and one that is to come back because it is no spam after all.
ALTER TABLE mailbox_mails ADD COLUMN junked boolean NOT NULL DEFAULT false;
ALTER TABLE mailbox_mails ADD COLUMN inbox_due boolean NOT NULL DEFAULT false;
CREATE INDEX mailbox_mails_back ON mailbox_mails (inbox_id, folder, uid_validity, uid) WHERE inbox_due;

-- The list asks inbox by inbox; without the inbox in the key each of them walked everything a teammate ever had.
DROP INDEX conversations_assigned;
CREATE INDEX conversations_assigned ON conversations (assignee_id, inbox_id, status, last_at DESC, id DESC) WHERE assignee_id IS NOT NULL;

-- What did not leave is looked for among everything that did.
CREATE INDEX messages_stopped ON messages (status, at DESC, id DESC) WHERE status IN ('failed', 'canceled', 'held');
