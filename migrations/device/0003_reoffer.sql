-- After a server was restored: what it lacks of what its receipts name, and who brings it back.

-- How far the server said that it holds each chain, in the epoch in which it last spoke of it.
CREATE TABLE server_head (
  stream INTEGER NOT NULL, device INTEGER NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (stream, device)
) WITHOUT ROWID;

-- Own headers that were refused and are to be offered again (held), so that their chain goes on behind them.
CREATE INDEX commit_refused_again ON commit_log (ref) WHERE state = 3 AND held IS NOT NULL;
