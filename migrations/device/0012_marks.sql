-- Marks on photographs, one row each: arrows, circles, words, and what is to be made unrecognisable.
CREATE TABLE photo_mark (
  id TEXT NOT NULL, stream INTEGER NOT NULL,
  photo TEXT, kind TEXT, x1 REAL, y1 REAL, x2 REAL, y2 REAL, text TEXT, drawn_at INTEGER,
  v_device INTEGER, v_seq INTEGER, hlc INTEGER NOT NULL, author TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, extra BLOB,
  PRIMARY KEY (id, stream)
) WITHOUT ROWID;
CREATE INDEX photo_mark_by_photo ON photo_mark (photo);
-- Which blurs were made unrecognisable in a smaller picture, in short; null where none was.
ALTER TABLE rendition ADD COLUMN burnt TEXT;
