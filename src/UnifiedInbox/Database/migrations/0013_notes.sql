-- What a team writes to itself about a contact, and the words it writes again and again.

CREATE TABLE notes (
    id         uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    author_id  uuid REFERENCES users ON DELETE SET NULL,
    content    text NOT NULL,                      -- mentions stand in it as @[name](user id); see Notes/NoteText
    is_private boolean NOT NULL DEFAULT false,     -- who sees it: can_see_note(), and nothing else
    at         timestamptz NOT NULL,               -- when it was written: its place in the timeline
    edited_at  timestamptz,
    updated_at timestamptz NOT NULL
);
CREATE INDEX notes_timeline ON notes (contact_id, at DESC, id DESC);
CREATE INDEX notes_newest ON notes (at DESC, id DESC);

CREATE TABLE note_mentions (
    note_id     uuid NOT NULL REFERENCES notes ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    read_at     timestamptz,                       -- when the person saw it
    mail_due_at timestamptz,                       -- when to look whether they must be mailed; null = settled
    mail_tries  int NOT NULL DEFAULT 0,
    PRIMARY KEY (note_id, user_id)
);
CREATE INDEX note_mentions_unread ON note_mentions (user_id, at DESC) WHERE read_at IS NULL;
CREATE INDEX note_mentions_mail ON note_mentions (mail_due_at) WHERE mail_due_at IS NOT NULL;

-- What a note said before it was changed. A version is seen by whom it was for then: a note made public does not show its private past.
CREATE TABLE note_revisions (
    note_id    uuid NOT NULL REFERENCES notes ON DELETE CASCADE,
    number     int NOT NULL,
    content    text NOT NULL,
    is_private boolean NOT NULL,
    mentioned  uuid[] NOT NULL DEFAULT '{}',
    edited_by  uuid REFERENCES users ON DELETE SET NULL, -- who replaced it
    at         timestamptz NOT NULL,               -- when it was replaced
    PRIMARY KEY (note_id, number)
);

ALTER TABLE changes ADD COLUMN note_id uuid;

CREATE TABLE templates (
    id         uuid PRIMARY KEY,
    name       citext NOT NULL,
    folder     citext NOT NULL DEFAULT '',
    channel    text CHECK (channel IN ('sms', 'whatsapp', 'email')), -- null = any
    subject    text,
    content    text NOT NULL DEFAULT '',
    html       text,                               -- cleaned; email only
    owner_id   uuid REFERENCES users ON DELETE CASCADE, -- whose alone it is; null = the team's
    created_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (owner_id, folder, name)
);
CREATE INDEX templates_order ON templates (folder, name, id);
