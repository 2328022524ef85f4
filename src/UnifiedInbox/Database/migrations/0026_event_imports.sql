-- Lists of member events are imported in the background, as lists of contacts are: the same job, the same report.
ALTER TABLE contact_imports ADD COLUMN kind text NOT NULL DEFAULT 'contacts' CHECK (kind IN ('contacts', 'events'));
