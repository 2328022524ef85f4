-- People in and out: imports of lists, packages of everything about one person, labels a contact carries itself.

ALTER TABLE contacts ADD COLUMN labels uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX contacts_labels ON contacts USING gin (labels) WHERE labels <> '{}';

-- One uploaded list of contacts. The row is the job: which rows of the file are in, and who is at it.
CREATE TABLE contact_imports (
    id           uuid PRIMARY KEY,
    created_by   uuid REFERENCES users ON DELETE SET NULL,
    file_name    text NOT NULL,
    size         bigint NOT NULL,                  -- bytes
    plan         jsonb NOT NULL,                   -- Importing/ImportPlan
    status       text NOT NULL CHECK (status IN ('draft', 'queued', 'running', 'checked', 'done', 'canceled', 'failed')),
    is_dry_run   boolean NOT NULL DEFAULT false,   -- what 'queued' and 'running' are about; ends as 'checked'
    rows_done    bigint NOT NULL DEFAULT 0,        -- records of the file that are dealt with: committed together with what they brought
    bytes_done   bigint NOT NULL DEFAULT 0,        -- about; for the bar
    created      bigint NOT NULL DEFAULT 0,
    updated      bigint NOT NULL DEFAULT 0,
    skipped      bigint NOT NULL DEFAULT 0,
    refused      bigint NOT NULL DEFAULT 0,
    lease_owner  uuid,
    lease_until  timestamptz,
    cancel_asked_at timestamptz,
    error        text,                             -- a sentence, with 'failed'
    created_at   timestamptz NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz
);
CREATE INDEX contact_imports_newest ON contact_imports (created_at DESC, id DESC);
CREATE INDEX contact_imports_due ON contact_imports (created_at) WHERE status IN ('queued', 'running');

-- What became of each row of a file. Only rows that were left out keep their words, so that they can be put right; who is deleted
-- is struck out here as well.
CREATE TABLE contact_import_rows (
    import_id  uuid NOT NULL REFERENCES contact_imports ON DELETE CASCADE,
    number     bigint NOT NULL,                    -- of the record, from 1, without the heading
    line       bigint NOT NULL,                    -- where it begins in the file, from 1
    outcome    text NOT NULL CHECK (outcome IN ('created', 'updated', 'skipped', 'refused')),
    reason     text,
    raw        text,                               -- the row as it stands in the file, cut; only where it was skipped or refused
    addresses  text[],                             -- whose row that was, as far as it could be read
    contact_id uuid,                               -- no reference: the report outlives the contact, without saying who it was
    PRIMARY KEY (import_id, number)
);
CREATE INDEX contact_import_rows_left_out ON contact_import_rows (import_id, number) WHERE raw IS NOT NULL;
CREATE INDEX contact_import_rows_contact ON contact_import_rows (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX contact_import_rows_addresses ON contact_import_rows USING gin (addresses) WHERE addresses IS NOT NULL;

-- Packages too large to be made while somebody waits. The file is in the attachment store, and goes with the person.
CREATE TABLE contact_exports (
    id          uuid PRIMARY KEY,
    contact_id  uuid NOT NULL REFERENCES contacts ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users ON DELETE CASCADE, -- who asked: it holds what they may see, and is theirs alone
    status      text NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed')),
    lease_owner uuid,
    lease_until timestamptz,
    attempts    int NOT NULL DEFAULT 0,
    size        bigint,
    sha256      bytea,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX contact_exports_contact ON contact_exports (contact_id, user_id);
CREATE INDEX contact_exports_due ON contact_exports (created_at) WHERE status IN ('queued', 'running');
CREATE INDEX contact_exports_bytes ON contact_exports (sha256) WHERE sha256 IS NOT NULL;

CREATE FUNCTION doom_contact_export() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO doomed_files (sha256) VALUES (old.sha256) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_exports_doom AFTER DELETE ON contact_exports
    FOR EACH ROW WHEN (old.sha256 IS NOT NULL) EXECUTE FUNCTION doom_contact_export();
