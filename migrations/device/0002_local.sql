-- What belongs to this device alone: it never leaves as rows.

-- Names of the formats and rules that the rows were last applied with: see store::rebuild.
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE identity (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  secret_key BLOB NOT NULL, district TEXT NOT NULL, district_name TEXT NOT NULL, root_key BLOB NOT NULL,
  server_url TEXT NOT NULL, token TEXT NOT NULL, person TEXT NOT NULL, server_device BLOB NOT NULL
);

-- Keys that commits are verified with. Only commits signed by the district's root key fill it.
CREATE TABLE device_key (
  device BLOB PRIMARY KEY, key BLOB NOT NULL, kind TEXT NOT NULL, person TEXT
) WITHOUT ROWID;

-- Every commit held, in the order in which it was applied: each after its parent and its bases. A rowid table, for its bodies.
-- state  0: own, never sent · 1: own, sent, no answer · 2: accepted by the server · 3: refused by the server for good
CREATE TABLE commit_log (
  ref INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL,
  hlc INTEGER NOT NULL, author TEXT NOT NULL, hash BLOB NOT NULL, envelope BLOB NOT NULL, body BLOB,
  state INTEGER NOT NULL, refusal TEXT,
  held TEXT  -- why the server did not take it yet
);
CREATE UNIQUE INDEX commit_by_slot ON commit_log (stream, device, seq);
CREATE INDEX commit_by_time ON commit_log (hlc);
CREATE INDEX commit_unaccepted ON commit_log (state, ref) WHERE state < 2;

-- The last header of each chain.
CREATE TABLE chain (
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (stream, device)
) WITHOUT ROWID;

-- Commits that arrived before what they rest on: their parent, a base, or the row that names their device (verified = 0).
CREATE TABLE waiting (
  ref INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL,
  envelope_hash BLOB NOT NULL UNIQUE,  -- not the header's: a forged signature must not keep the true one out
  envelope BLOB NOT NULL, body BLOB, refused TEXT, verified INTEGER NOT NULL,
  for_device INTEGER NOT NULL, for_seq INTEGER NOT NULL  -- the position in the same stream that must be there first
);
CREATE INDEX waiting_for ON waiting (stream, for_device, for_seq);

-- Rows tapped and not yet sealed, each with the versions that the first tap found.
CREATE TABLE pending (
  tbl TEXT NOT NULL, id TEXT NOT NULL, stream INTEGER NOT NULL,
  actor INTEGER NOT NULL, bases BLOB NOT NULL, hlc INTEGER NOT NULL,
  PRIMARY KEY (tbl, id, stream)
) WITHOUT ROWID;

CREATE TABLE actor_ref (
  ref INTEGER PRIMARY KEY,
  person TEXT NOT NULL, "grant" TEXT NOT NULL, grant_version INTEGER NOT NULL,
  UNIQUE (person, "grant", grant_version)
);

-- Heads of a row beside the shown one, with their content as a CBOR map.
CREATE TABLE other_head (
  tbl TEXT NOT NULL, id TEXT NOT NULL, stream INTEGER NOT NULL,
  v_device INTEGER NOT NULL, v_seq INTEGER NOT NULL, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL, columns BLOB NOT NULL,
  PRIMARY KEY (tbl, id, stream, v_device, v_seq)
) WITHOUT ROWID;

-- Rows of tables that this version does not know. Their id is the table's name, U+001F, the row's id; all columns are extra.
CREATE TABLE unknown_row (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

-- Own commits that were refused, or voided and recorded again (reissued = 1): their content is never thrown away.
CREATE TABLE draft (
  ref INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL,
  envelope BLOB NOT NULL, body BLOB NOT NULL, reissued INTEGER NOT NULL, dismissed INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE receipt (ref INTEGER PRIMARY KEY, at INTEGER NOT NULL, bytes BLOB NOT NULL);

-- 送达: what a verified receipt names, and nothing else.
CREATE TABLE delivered (
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL, receipt INTEGER NOT NULL,
  PRIMARY KEY (stream, device)
) WITHOUT ROWID;
CREATE TABLE blob_receipt (
  stream INTEGER NOT NULL, sha256 BLOB NOT NULL, size INTEGER NOT NULL, receipt INTEGER NOT NULL,
  PRIMARY KEY (sha256, stream)
) WITHOUT ROWID;

-- Files on their way to the server. state  0: waiting · 1: delivered · 2: refused (last_error says why)
CREATE TABLE upload (
  sha256 BLOB NOT NULL, stream INTEGER NOT NULL, kind TEXT NOT NULL, mime TEXT NOT NULL, size INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0, url TEXT, state INTEGER NOT NULL DEFAULT 0, last_error TEXT,
  priority INTEGER NOT NULL, queued_at INTEGER NOT NULL,
  PRIMARY KEY (sha256, stream)
) WITHOUT ROWID;
CREATE INDEX upload_next ON upload (state, priority, queued_at);

CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL);
CREATE TABLE preference (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- What was begun and leaves the app's hands, such as a camera that the system may kill it for.
CREATE TABLE intent (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
