-- The replica of a device. Synced rows are tables of their own, cut as in the design; what belongs to this device alone follows in 0002.
--
-- Every synced table has
--   id        the row's id within (table, stream)
--   stream    stream_ref.ref
--   v_device  device_ref.ref of the shown head's commit; NULL while the row is pending and was never sealed
--   v_seq     that commit's place in its chain
--   hlc       when it was sealed (or, while pending, tapped)
--   author    the person
--   deleted   1: the row is gone
--   conflict  0: one head · 1: further heads with the same content · 2: further heads whose content differs
--   extra     CBOR map: columns from newer versions, carried through edits
-- References between rows are never enforced: the order of arrival is free.

CREATE TABLE stream_ref (
  ref INTEGER PRIMARY KEY,
  stream TEXT NOT NULL UNIQUE,
  code TEXT NOT NULL,
  class TEXT NOT NULL
);
CREATE INDEX stream_by_code ON stream_ref (code, class);

CREATE TABLE device_ref (
  ref INTEGER PRIMARY KEY,
  device BLOB NOT NULL UNIQUE
);

-- Synced tables. Those that hold whole documents are rowid tables, since large rows make a clustered tree slow.

-- The place and its people. `boundary`: rings of [lon, lat]; `prefixes`: division codes; `revoked_heads`: stream → seq.
CREATE TABLE division (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  name TEXT, level TEXT, parent TEXT, demonstration INTEGER, suburban INTEGER, lon REAL, lat REAL, boundary TEXT,
  households INTEGER, people INTEGER, labour INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

CREATE TABLE place (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  division TEXT, kind TEXT, name TEXT, lon REAL, lat REAL,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE person (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  name TEXT, title TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE team (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  name TEXT, short TEXT, kind TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE team_member (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  team TEXT, person TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE "grant" (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  person TEXT, role TEXT, prefixes TEXT, valid_from INTEGER, valid_to INTEGER, team TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE device (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  "key" BLOB, person TEXT, kind TEXT, name TEXT, valid_from INTEGER, revoked_at INTEGER, revoke_kind TEXT,
  revoked_heads TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE duty (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  village TEXT, person TEXT, kind TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

-- Whole documents, content-hashed.
CREATE TABLE standard (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  document TEXT, title TEXT, published INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

CREATE TABLE calendar (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  document TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

CREATE TABLE setting (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  name TEXT, value TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

-- What a village sees.
CREATE TABLE notice (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  inspection TEXT, submission TEXT, score TEXT, deductions TEXT, round_name TEXT, day TEXT, kind TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX notice_by_stream ON notice (stream, day);

CREATE TABLE appeal (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  notice TEXT, item TEXT, reason TEXT, verdict TEXT, verdict_reason TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE finding (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  sighting TEXT, kind TEXT, lon REAL, lat REAL, accuracy REAL, landmark TEXT, size TEXT, difficulty TEXT,
  same_as TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX finding_by_stream ON finding (stream);

CREATE TABLE step (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  finding TEXT, kind TEXT, note TEXT, answers TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX step_by_finding ON step (finding);

CREATE TABLE cleanup (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  day TEXT, fields TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX cleanup_by_stream ON cleanup (stream);

CREATE TABLE bulletin (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  period TEXT, document TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

-- The supervisors' business. `items`: item ids of a 专项 round, or null for all; `witness_strokes`: SHA-256 of the strokes' blob.
CREATE TABLE round (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  name TEXT, kind TEXT, from_day TEXT, to_day TEXT, standard TEXT, items TEXT, weight TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE assignment (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  round TEXT, village TEXT, team TEXT, day TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX assignment_by_round ON assignment (round, team);

CREATE TABLE draw (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  round TEXT, document TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
);

CREATE TABLE inspection (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  round TEXT, village TEXT, team TEXT, day TEXT, kind TEXT, standard TEXT, started_at INTEGER, witness_kind TEXT,
  witness_name TEXT, witness_reason TEXT, witness_strokes TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX inspection_by_round ON inspection (round, team);
CREATE INDEX inspection_by_stream ON inspection (stream);

CREATE TABLE sighting (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  inspection TEXT, kind TEXT, grade TEXT, count INTEGER, lon REAL, lat REAL, accuracy REAL, landmark TEXT, item TEXT,
  fixed_on_spot INTEGER, transferred INTEGER, finding TEXT, note TEXT, seen_at INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX sighting_by_inspection ON sighting (inspection);

CREATE TABLE answer (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  inspection TEXT, item TEXT, household INTEGER, value TEXT, note TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE submission (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  inspection TEXT, n INTEGER, content_hash TEXT, score TEXT, submitted_at INTEGER, "by" TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX submission_by_inspection ON submission (inspection);

CREATE TABLE review (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  submission TEXT, verdict TEXT, reason TEXT, content_hash TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX review_by_submission ON review (submission);

-- In the stream of what it belongs to.
CREATE TABLE photo (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  owner_table TEXT, owner_id TEXT, item TEXT, phase TEXT, sha256 TEXT, size INTEGER, mime TEXT, width INTEGER,
  height INTEGER, taken_at INTEGER, offset_min INTEGER, lon REAL, lat REAL, accuracy REAL, altitude REAL,
  bearing REAL, source TEXT, pair TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX photo_by_owner ON photo (owner_id, owner_table);

CREATE TABLE rendition (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  photo TEXT, kind TEXT, sha256 TEXT, size INTEGER, mime TEXT, width INTEGER, height INTEGER, phash TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX rendition_by_photo ON rendition (photo);

-- Personal data.
CREATE TABLE contact (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  person TEXT, phone TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;

CREATE TABLE owner (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  finding TEXT, name TEXT, phone TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
