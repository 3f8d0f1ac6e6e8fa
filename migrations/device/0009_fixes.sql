-- Positions that were found after the shutter, beside the one that the photograph's own row has.
CREATE TABLE photo_fix (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  photo TEXT, lon REAL, lat REAL, accuracy REAL, altitude REAL, fixed_at INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX photo_fix_by_photo ON photo_fix (photo);
