-- A mail that was moved to Junk in its mailbox, and one that is to come back because it is no spam after all.
ALTER TABLE mailbox_mails ADD COLUMN junked boolean NOT NULL DEFAULT false;
ALTER TABLE mailbox_mails ADD COLUMN inbox_due boolean NOT NULL DEFAULT false;
CREATE INDEX mailbox_mails_back ON mailbox_mails (inbox_id, folder, uid_validity, uid) WHERE inbox_due;

