-- What of a chain was refused: every receipt says it of the chains that it names.
CREATE INDEX commit_refused ON commits (district, stream, device, seq) WHERE refused IS NOT NULL;
