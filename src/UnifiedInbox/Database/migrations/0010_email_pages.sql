-- Whether bytes are still held by anything is asked for each file that may go.
CREATE INDEX uploads_bytes ON uploads (sha256);
