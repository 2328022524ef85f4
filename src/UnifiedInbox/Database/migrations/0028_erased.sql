-- What carriers still list of deleted people must not come back with the next sweep: keyed hashes of those messages' provider ids,
-- useless to read. Forgotten when no sweep looks back so far. See Contacts/ErasedMessages.cs.
CREATE TABLE erased_messages (
    hash bytea PRIMARY KEY,
    at   timestamptz NOT NULL                      -- when it was deleted
);

-- Working time was counted by the wrong side of the zone: what was counted by it is counted anew.
UPDATE analytics_state SET business = NULL WHERE business IS NOT NULL AND zone <> 'UTC';
