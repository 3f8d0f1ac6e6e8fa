-- What another device gave this one to carry to the server (a bundle): passed on and never applied.
-- state  0: to be offered, with the code that the server last answered · 1: a receipt names it, and its content is gone from here
CREATE TABLE carried (
  ref INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
  envelope_hash BLOB NOT NULL UNIQUE,  -- not the header's: a forged signature must not keep the true one out
  envelope BLOB NOT NULL, body BLOB NOT NULL,
  state INTEGER NOT NULL DEFAULT 0, code TEXT, receipt INTEGER
);
CREATE INDEX carried_by_hash ON carried (hash);
CREATE INDEX carried_next ON carried (state, ref) WHERE state = 0;

-- Files of others among those on their way: 1, where only a bundle brought them here.
ALTER TABLE upload ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;
