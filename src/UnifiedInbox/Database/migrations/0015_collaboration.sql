-- Working together: drafts a team shares, views of the list, changes to many at once that can be taken back, contacts that turned
-- out to be one person. Who is looking at what is not here: that is told between the nodes and forgotten (Conversations/Presence).

-- What is being written and has not left: one for each sender (and so channel) of a conversation, whoever writes it.
CREATE TABLE drafts (
    conversation_id uuid NOT NULL REFERENCES conversations ON DELETE CASCADE,
    inbox_id        uuid NOT NULL REFERENCES inboxes ON DELETE CASCADE, -- the sender that is chosen
    version         uuid NOT NULL,                 -- another one with each saving: who saves names the one they know
    writer          uuid NOT NULL,                 -- the tab that wrote last; what it sends takes its own draft away, saved late or not
    author_id       uuid REFERENCES users ON DELETE SET NULL,
    content         text NOT NULL DEFAULT '',
    html            text,
    subject         text NOT NULL DEFAULT '',
    to_people       text NOT NULL DEFAULT '',      -- as typed, as are the next two
    cc              text NOT NULL DEFAULT '',
    bcc             text NOT NULL DEFAULT '',
    about           text NOT NULL DEFAULT '',      -- "Answer to Ann": what stands above the fields
    reply_to_id     uuid REFERENCES messages ON DELETE SET NULL,
    forward_of_id   uuid REFERENCES messages ON DELETE SET NULL,
    media_url       text NOT NULL DEFAULT '',
    files           jsonb NOT NULL DEFAULT '[]',   -- [{"id", "name", "size", "type"}]
    uploads         uuid[] NOT NULL DEFAULT '{}',  -- those of the files and pictures nobody has sent yet: colleagues may send them
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, inbox_id)
);
CREATE INDEX drafts_uploads ON drafts USING gin (uploads) WHERE uploads <> '{}';
CREATE INDEX drafts_reply ON drafts (reply_to_id) WHERE reply_to_id IS NOT NULL;
CREATE INDEX drafts_forward ON drafts (forward_of_id) WHERE forward_of_id IS NOT NULL;

-- A named set of filters over the list. One of a label or an inbox that is gone is of no use and goes with it.
CREATE TABLE saved_views (
    id         uuid PRIMARY KEY,
    owner_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    is_shared  boolean NOT NULL DEFAULT false,     -- everyone on the team sees it
    name       text NOT NULL,
    tab        text NOT NULL CHECK (tab IN ('mine', 'unassigned', 'all', 'snoozed', 'closed')),
    channel    text CHECK (channel IN ('sms', 'whatsapp', 'email')),
    label_id   uuid REFERENCES labels ON DELETE CASCADE,
    inbox_id   uuid REFERENCES inboxes ON DELETE CASCADE,
    assignee   text,                               -- me (whoever looks), none, or the id of a teammate
    position   int NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX saved_views_owner ON saved_views (owner_id);

-- How conversations were before many of them were changed at once; kept for a day.
CREATE TABLE bulk_changes (
    id      uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    before  jsonb NOT NULL,
    at      timestamptz NOT NULL
);
CREATE INDEX bulk_changes_user ON bulk_changes (user_id, at);

-- Two contacts that became one. It says where links to the one that is gone lead, and for a day how to take them apart again.
CREATE TABLE contact_merges (
    id         uuid PRIMARY KEY,
    kept_id    uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    gone_id    uuid NOT NULL,
    gone_name  text NOT NULL,
    by_user    uuid REFERENCES users ON DELETE SET NULL,
    at         timestamptz NOT NULL,
    undo_until timestamptz NOT NULL,
    snapshot   jsonb                               -- see merge_contacts; null once its time is over
);
CREATE UNIQUE INDEX contact_merges_gone ON contact_merges (gone_id);
CREATE INDEX contact_merges_kept ON contact_merges (kept_id);
CREATE INDEX contact_merges_kept_in_mind ON contact_merges (undo_until) WHERE snapshot IS NOT NULL;

-- A contact that goes, merged or deleted, is looked for in every table that names contacts.
CREATE INDEX IF NOT EXISTS policy_decisions_contact ON policy_decisions (contact_id);
