-- Mail that is spam leaves the mailbox's own inbox too.

-- Mail that is to be moved to the server's Junk folder; set while its message is stored, or when somebody calls it spam.
ALTER TABLE mailbox_mails ADD COLUMN junk_due boolean NOT NULL DEFAULT false;
CREATE INDEX mailbox_mails_junk ON mailbox_mails (inbox_id, folder, uid_validity, uid) WHERE junk_due;
