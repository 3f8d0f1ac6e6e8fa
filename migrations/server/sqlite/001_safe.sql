-- The safe: what the server keeps. Every key leads with the district's code (the shard key where there are many).

CREATE TABLE meta (
  district TEXT NOT NULL,
  name     TEXT NOT NULL,
  value    BLOB NOT NULL,
  PRIMARY KEY (district, name)
) WITHOUT ROWID;

-- Begun by init and by each restore: a cursor of another epoch starts over.
CREATE TABLE epochs (
  district TEXT    NOT NULL,
  epoch    BLOB    NOT NULL,
  began_at INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  PRIMARY KEY (district, began_at, epoch)
) WITHOUT ROWID;

-- Positions are handed out here, under this row's lock, in the inserting transaction: nobody sees N before N-1.
CREATE TABLE positions (
  district TEXT PRIMARY KEY,
  last     INTEGER NOT NULL
) WITHOUT ROWID;

-- Small columns first: a scan never reads into the overflow pages of a large body.
CREATE TABLE commits (
  district    TEXT    NOT NULL,
  position    INTEGER NOT NULL,
  stream      TEXT    NOT NULL,
  device      BLOB    NOT NULL,
  seq         INTEGER NOT NULL,
  header_hash BLOB    NOT NULL,
  refused     TEXT,                -- a verdict; then there is no body
  received_at INTEGER NOT NULL,
  size        INTEGER NOT NULL,    -- bytes of envelope and body
  envelope    BLOB    NOT NULL,
  body        BLOB
);
CREATE UNIQUE INDEX commit_slot ON commits (district, stream, device, seq);
CREATE INDEX commit_scan ON commits (district, position, stream, size);

-- Rows of the tables that say who is who (devices, people, grants): their heads, for judging commits.
CREATE TABLE row_heads (
  district TEXT    NOT NULL,
  tbl      TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  device   BLOB    NOT NULL,
  seq      INTEGER NOT NULL,
  hlc      INTEGER NOT NULL,
  deleted  INTEGER NOT NULL,
  columns  TEXT    NOT NULL,       -- JSON; byte strings as {"hex": "…"}
  PRIMARY KEY (district, tbl, id, device, seq)
) WITHOUT ROWID;

-- What every grant has ever said: a commit is judged by the version that it names, even if that was replaced meanwhile.
CREATE TABLE grant_versions (
  district TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  hlc      INTEGER NOT NULL,
  device   BLOB    NOT NULL,
  seq      INTEGER NOT NULL,
  deleted  INTEGER NOT NULL,
  columns  TEXT    NOT NULL,
  PRIMARY KEY (district, id, hlc, device, seq)
) WITHOUT ROWID;

-- One-time codes. The secret half is kept as a hash; the first half finds the row.
CREATE TABLE codes (
  district    TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  purpose     TEXT    NOT NULL,    -- enrol | sign_in
  secret_hash BLOB    NOT NULL,
  person      TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  tries       INTEGER NOT NULL DEFAULT 0,
  used_at     INTEGER,
  used_by     BLOB,
  PRIMARY KEY (district, id)
) WITHOUT ROWID;

CREATE TABLE tokens (
  district   TEXT    NOT NULL,
  token_hash BLOB    NOT NULL,
  purpose    TEXT    NOT NULL,     -- device | web
  device     BLOB    NOT NULL,
  person     TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (district, token_hash)
) WITHOUT ROWID;

-- Bytes lie once, beneath; a stream holds a blob by a row of holdings.
CREATE TABLE blobs (
  district  TEXT    NOT NULL,
  sha256    BLOB    NOT NULL,
  size      INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  PRIMARY KEY (district, sha256)
) WITHOUT ROWID;

CREATE TABLE holdings (
  district TEXT    NOT NULL,
  stream   TEXT    NOT NULL,
  sha256   BLOB    NOT NULL,
  size     INTEGER NOT NULL,
  device   BLOB    NOT NULL,
  held_at  INTEGER NOT NULL,
  PRIMARY KEY (district, stream, sha256)
) WITHOUT ROWID;
CREATE INDEX holding_blob ON holdings (district, sha256, stream);

CREATE TABLE uploads (
  district   TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  device     BLOB    NOT NULL,
  stream     TEXT    NOT NULL,
  sha256     BLOB    NOT NULL,
  size       INTEGER NOT NULL,
  received   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (district, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX upload_of ON uploads (district, device, stream, sha256);

-- What a cursor's short scope id stands for.
CREATE TABLE scopes (
  district TEXT NOT NULL,
  id       BLOB NOT NULL,
  scope    TEXT NOT NULL,
  PRIMARY KEY (district, id)
) WITHOUT ROWID;
