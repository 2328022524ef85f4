-- `from:` asks for the words of a few people: without this, every month is walked through to find that they wrote nothing in it.
CREATE INDEX message_search_person ON message_search (contact_id, at DESC);
