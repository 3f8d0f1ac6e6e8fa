-- What an inspector said instead of typing it: a row each, the sound a file like a photograph.
CREATE TABLE voice_note (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  owner_table TEXT, owner_id TEXT, item TEXT, sha256 TEXT, size INTEGER, mime TEXT, duration_ms INTEGER, recorded_at INTEGER, offset_min INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX voice_note_by_owner ON voice_note (owner_id);
