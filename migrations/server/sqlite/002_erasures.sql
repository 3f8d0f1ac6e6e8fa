-- Bodies that were erased by law, each with the record that the server signed about it. The position is where replicas that have read past
-- the commit hear of it; none where the server took the record together with the header, and nobody had read past it.
CREATE TABLE erasures (
  district  TEXT    NOT NULL,
  stream    TEXT    NOT NULL,
  device    BLOB    NOT NULL,
  seq       INTEGER NOT NULL,
  position  INTEGER,
  size      INTEGER NOT NULL,    -- bytes of envelope and record
  record    BLOB    NOT NULL,
  PRIMARY KEY (district, stream, device, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX erasure_scan ON erasures (district, position, stream, size) WHERE position IS NOT NULL;

-- Files that no stream holds any more, until they are removed.
CREATE TABLE released (
  district TEXT NOT NULL,
  sha256   BLOB NOT NULL,
  PRIMARY KEY (district, sha256)
) WITHOUT ROWID;
