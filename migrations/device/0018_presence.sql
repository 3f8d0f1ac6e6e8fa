-- What an inspector said where a visit was opened from outside its village: their own word, a row each time.
CREATE TABLE presence (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  inspection TEXT, answer TEXT, lon REAL, lat REAL, accuracy REAL, said_at INTEGER, role TEXT,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX presence_by_visit ON presence (inspection);
